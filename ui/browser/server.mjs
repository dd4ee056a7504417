// The real server with the sample organisation, made anew for each run.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Makes the sample organisation in a folder and serves it; `stop()` ends the server. */
export async function serve(program, folder) {
  // What `allhands serve --format json` printed, of a server that is running already.
  const running = process.env.ALLHANDS_SERVING;
  if (running) return reached(JSON.parse(await readFile(running, "utf8")).data, async () => {});
  const workspace = join(folder, "demo");
  if (!process.env.KEEP_DEMO) {
    await rm(workspace, { recursive: true, force: true });
    await promisify(execFile)(program, ["demo", workspace], { maxBuffer: 1e8 });
  }
  const words = ["serve", "--workspace", workspace, "--listen", "127.0.0.1:0", "--format", "json"];
  // Another app than the one in the program, while somebody works on it.
  if (process.env.ALLHANDS_UI_DIST) words.push("--ui", process.env.ALLHANDS_UI_DIST);
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let said = "";
  let complained = "";
  child.stderr.on("data", (bytes) => (complained += bytes));
  const ready = new Promise((ready) => {
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const answer = parsed(said);
      if (answer?.data?.address) ready(answer.data);
    });
  });
  const early = ended.then(() => {
    throw new Error(`the server ended:\n${said}${complained}`);
  });
  const serving = await Promise.race([ready, early]);
  early.catch(() => {});
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return reached(serving, stop);
}

function reached({ address, sign_in }, stop) {
  return { address, links: new Map(sign_in.map(({ part, link }) => [part, link])), stop };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
