// After the build: holds what was built to its budgets, and lays compressed copies beside the files,
// so that the server never compresses anything itself.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const gz = promisify(gzip);
const br = promisify(brotliCompress);
const KB = 1000;
const BUDGET = {
  firstScript: 150 * KB,
  firstStyle: 20 * KB,
  page: 60 * KB,
  whole: 600 * KB,
  direct: 20,
  packages: 250,
};
const COMPRESSED = [".js", ".css", ".html", ".svg"];

const ui = fileURLToPath(new URL("..", import.meta.url));
const dist = join(ui, "dist");
const over = [];

const files = new Map();
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const name = relative(dist, path).replaceAll("\\", "/");
  if (!COMPRESSED.includes(extname(name)) || name.startsWith(".vite/")) continue;
  const bytes = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  const packed = { gz: await gz(bytes, { level: 9 }), br: await br(bytes, { params }) };
  files.set(name, packed);
  await writeFile(`${path}.gz`, packed.gz);
  await writeFile(`${path}.br`, packed.br);
}

const manifest = JSON.parse(await readFile(join(dist, ".vite/manifest.json"), "utf8"));
const size = (name) => files.get(name)?.gz.length ?? 0;

/** Every file that must be there before a chunk runs. */
function needed(key, into = new Set()) {
  const chunk = manifest[key];
  if (chunk === undefined || into.has(chunk.file)) return into;
  into.add(chunk.file);
  for (const style of chunk.css ?? []) into.add(style);
  for (const further of chunk.imports ?? []) needed(further, into);
  return into;
}

function sum(names, ending) {
  return [...names].filter((name) => name.endsWith(ending)).reduce((all, name) => all + size(name), 0);
}

function hold(what, is, most, unit = "KB gz") {
  const said = unit === "" ? [is, most] : [(is / KB).toFixed(1), most / KB];
  console.log(`${is > most ? "OVER" : "ok  "} ${what}: ${said[0]} of ${said[1]} ${unit}`);
  if (is > most) over.push(what);
}

const always = needed("index.html");
const first = new Set(always);
for (const key of ["src/pages/my-part.tsx", "src/words/en.ts"]) needed(key, first);
hold("first page, JavaScript", sum(first, ".js"), BUDGET.firstScript);
hold("first page, CSS", sum(first, ".css"), BUDGET.firstStyle);
for (const key of Object.keys(manifest).filter((key) => key.startsWith("src/pages/"))) {
  const own = [...needed(key)].filter((name) => !always.has(name));
  hold(key, sum(own, ".js"), BUDGET.page);
}
const whole = [...files.values()].reduce((all, packed) => all + packed.br.length, 0);
hold("everything", whole, BUDGET.whole, "KB br");

const { dependencies, devDependencies } = JSON.parse(await readFile(join(ui, "package.json"), "utf8"));
const lock = JSON.parse(await readFile(join(ui, "package-lock.json"), "utf8"));
hold("direct packages", Object.keys({ ...dependencies, ...devDependencies }).length, BUDGET.direct, "");
hold("packages in all", Object.keys(lock.packages).length - 1, BUDGET.packages, "");

await rm(join(dist, ".vite"), { recursive: true });
if (over.length > 0) {
  console.error(`over budget: ${over.join(", ")}`);
  process.exit(1);
}
