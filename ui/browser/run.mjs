// Every page of the app in a real browser, against the real server with the sample organisation.
//
//   node ui/browser/run.mjs PROGRAM FOLDER
//
// PROGRAM is `allhands`; screenshots and the sample organisation go to FOLDER. The last line counts
// what held, as test programs of Rust do.
import { mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { accessible, coloured, fits, pressable, printed, readableWhenTouched } from "./checks.mjs";
import { open as chromium } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { PAGES } from "./pages.mjs";

const [program, folder] = process.argv.slice(2).map((path) => resolve(path));
if (!program || !folder) throw new Error("say which program and which folder: run.mjs PROGRAM FOLDER");
const only = process.env.ONLY;
const pictures = join(folder, "pictures");
await mkdir(pictures, { recursive: true });

const tally = { passed: 0, failed: 0 };
function tell(name, wrong) {
  if (wrong.length === 0) {
    tally.passed += 1;
    return;
  }
  tally.failed += 1;
  console.log(`FAILED ${name}\n  ${wrong.join("\n  ")}`);
}

const began = Date.now();
const server = await serve(program, folder);
const browser = await chromium();

/** A browser of somebody's own, signed in by the link of their role. */
async function visit(role, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en", ...options });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.setDefaultTimeout(10_000);
  const link = role === "stranger" ? `${server.address}/sign-in` : server.links.get(role);
  if (link === undefined) throw new Error(`no sign-in link for ${role}: ${[...server.links.keys()].join(", ")}`);
  await page.goto(link);
  await page.locator("main h1").waitFor();
  return { page, said, go: (path) => page.goto(`${server.address}${path}`), close: () => context.close() };
}

/** Waits until what was asked for is shown. */
async function settled(page) {
  await page.locator("main h1").waitFor();
  await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
}

/** Opens a page of the list and waits for it. */
async function look(visitor, { path, open, without }) {
  const { page } = visitor;
  if (without) await page.route(without, (route) => route.abort());
  await visitor.go(path);
  await settled(page);
  if (open) {
    await page.locator(open).first().click();
    await page.waitForFunction((before) => location.pathname !== before, path);
    await settled(page);
  }
  // What did not come is asked for twice more before it is given up.
  if (without) await page.locator("main [role=alert]").waitFor();
}

/** What the console said that nobody expected. */
function complaints({ said }, { refused }) {
  const expected = (line) => refused && line.startsWith("Failed to load resource");
  return said.filter((line) => !expected(line)).map((line) => `console: ${line}`);
}

async function eachPage(colorScheme) {
  for (const width of [1280, 320]) {
    for (const [role, pages] of Object.entries(PAGES)) {
      const visitor = await visit(role, { colorScheme, viewport: { width, height: 900 } });
      for (const one of pages) {
        await inOneLook(visitor, one, colorScheme, width);
      }
      await visitor.close();
    }
  }
}

async function inOneLook(visitor, one, colorScheme, width) {
  const { page } = visitor;
  visitor.said.length = 0;
  const wrong = [];
  try {
    await look(visitor, one);
    wrong.push(
      ...(await accessible(page)),
      ...(await fits(page)),
      ...(one.plain ? [] : await coloured(page)),
      ...(await pressable(page)),
      ...(width > 1000 ? await readableWhenTouched(page) : []),
    );
  } catch (error) {
    wrong.push(String(error.message));
  }
  const name = `${one.name}-${colorScheme}-${width}`;
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: width === 320 });
  if (one.without) await page.unroute(one.without);
  tell(`${one.name}, ${colorScheme}, ${width} px`, [...wrong, ...complaints(visitor, one)]);
}

/** In a language that is longer and accented, nothing is cut; on paper, the page stands alone. */
async function longAndPrinted() {
  for (const [role, pages] of Object.entries(PAGES)) {
    const visitor = await visit(role, { viewport: { width: 320, height: 900 } });
    await visitor.page.evaluate(() => localStorage.setItem("allhands-language", "pseudo"));
    for (const one of pages) {
      const wrong = await look(visitor, one)
        .then(async () => [
          ...(await fits(visitor.page)),
          ...(one.plain ? [] : await printed(visitor.page)),
        ])
        .catch((error) => [String(error.message)]);
      if (one.without) await visitor.page.unroute(one.without);
      tell(`${one.name}, in long words and on paper`, wrong);
    }
    await visitor.close();
  }
}

const MOST_LCP = 1000;

/** How long the first page takes, in a browser that was never here: the best of three. */
async function quick() {
  const times = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const { page, close } = await visit("employee");
    await settled(page);
    times.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({
              type: "largest-contentful-paint",
              buffered: true,
            });
          }),
      ),
    );
    await close();
  }
  const best = Math.round(Math.min(...times));
  console.log(`first page: largest paint after ${best} ms (at most ${MOST_LCP})`);
  tell("the first page is there at once", best > MOST_LCP ? [`${best} ms`] : []);
}

async function eachJourney() {
  const here = new URL("./journeys/", import.meta.url);
  const files = (await readdir(here)).filter((file) => file.endsWith(".mjs")).sort();
  for (const file of files) {
    const { default: journey, title } = await import(new URL(file, here));
    if (only && !file.includes(only)) continue;
    const visitors = [];
    const tools = {
      visit: async (role, options) => {
        const visitor = await visit(role, options);
        visitors.push(visitor);
        return visitor;
      },
      picture: (page, name) => page.screenshot({ path: join(pictures, `journey-${name}.png`) }),
      settled,
      address: server.address,
    };
    const wrong = [];
    await journey(tools).catch((error) => wrong.push(String(error.message ?? error)));
    for (const visitor of visitors) {
      wrong.push(...visitor.said.map((line) => `console: ${line}`));
      if (wrong.length > 0) await visitor.page.screenshot({ path: join(pictures, `failed-${file}.png`) }).catch(() => {});
      await visitor.close();
    }
    tell(`journey: ${title}`, wrong);
  }
}

try {
  if (!only) {
    await quick();
    // Two at a time: one waits for the server while the other one is looked at.
    await Promise.all([eachPage("light"), eachPage("dark")]);
    await longAndPrinted();
  }
  await eachJourney();
} catch (error) {
  tell("the run as a whole", [String(error.stack ?? error)]);
} finally {
  await browser.close();
  await server.stop();
}
const { passed, failed } = tally;
console.log(`pictures are in ${pictures}; it took ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`test result: ${failed === 0 ? "ok" : "FAILED"}. ${passed} passed; ${failed} failed; 0 ignored`);
process.exit(failed === 0 ? 0 : 1);
