// What must hold of every page, whatever it shows.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe has against a page as it is now: one line for each kind of thing. */
export async function accessible(page, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(
    async ([tags, only]) => {
      const runOnly = only ? { type: "rule", values: only } : { type: "tag", values: tags };
      const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`),
      }));
    },
    [RULES, rules ?? null],
  );
  return found.map(({ id, nodes }) => `axe ${id}: ${nodes.join(" | ")}`);
}

/** The page never scrolls sideways. */
export async function fits(page) {
  const [wide, room, widest] = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("main *")].find((part) => {
      const { right, width } = part.getBoundingClientRect();
      return width > 0 && right > room + 1 && part.closest(".scroll") === null;
    });
    return [document.documentElement.scrollWidth, room, out?.outerHTML.slice(0, 120) ?? ""];
  });
  return wide > room ? [`scrolls sideways: ${wide} px in ${room} px: ${widest}`] : [];
}

/** Colours of our own arrived: a build can lose them without any error. */
export async function coloured(page) {
  return page.evaluate(() => {
    const wrong = [];
    const style = getComputedStyle(document.body);
    if (style.color === style.backgroundColor) wrong.push("text has the colour of the page");
    for (const name of ["--ah-blue", "--ah-vermillion", "--ah-marked", "--ah-line"]) {
      const probe = document.createElement("i");
      probe.style.color = `var(${name}, rgb(1, 2, 3))`;
      probe.style.background = `var(${name})`;
      document.body.append(probe);
      const seen = getComputedStyle(probe);
      if (seen.color === "rgb(1, 2, 3)" || seen.backgroundColor === "rgba(0, 0, 0, 0)") wrong.push(`${name} is lost`);
      probe.remove();
    }
    for (const status of document.querySelectorAll("[data-status=late] path, [data-status=open] circle")) {
      const fill = getComputedStyle(status).fill;
      if (fill === "none" || fill === "rgb(0, 0, 0)") wrong.push(`a status has no colour: ${fill}`);
    }
    for (const status of document.querySelectorAll("[data-status]")) {
      if (!status.textContent?.trim()) wrong.push("a status has no word");
    }
    for (const cell of document.querySelectorAll(".matrix td[data-role=accountable]")) {
      if (getComputedStyle(cell).backgroundColor === "rgba(0, 0, 0, 0)") wrong.push("a role has no colour");
    }
    return [...new Set(wrong)];
  });
}

/** What can be pressed is at least 24 px high and wide, unless it stands within a sentence. */
export async function pressable(page) {
  return page.evaluate(() => {
    const small = [...document.querySelectorAll("button, select, input:not([type=hidden]), a.entry")].filter((part) => {
      const box = part.getBoundingClientRect();
      const seen = box.width > 1 && box.height > 1 && getComputedStyle(part).visibility !== "hidden";
      const labels = [...(part.labels ?? [])].map((label) => label.getBoundingClientRect().height);
      return seen && Math.max(box.height, ...labels) < 24 && !part.matches(".slot");
    });
    return small.slice(0, 3).map((part) => `lower than 24 px: ${part.outerHTML.slice(0, 100)}`);
  });
}

/** Nothing loses its contrast when the pointer or the keyboard rests on it. */
export async function readableWhenTouched(page) {
  const found = [];
  for (const selector of ["a.entry[aria-current]", "a.entry:not([aria-current])", "main button:not(:disabled)"]) {
    const part = page.locator(selector).first();
    if (!(await part.isVisible().catch(() => false))) continue;
    await part.hover();
    await part.focus();
    found.push(...(await accessible(page, ["color-contrast"])).map((what) => `on ${selector}: ${what}`));
  }
  await page.mouse.move(0, 0);
  return found;
}

/** On paper there is the page and nothing around it, dark on white. */
export async function printed(page) {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const wrong = await page.evaluate(() => {
    const around = [...document.querySelectorAll("header.top, nav, .no-print")];
    const seen = around.filter((part) => part.getClientRects().length > 0);
    const wrong = seen.map((part) => `printed: ${part.outerHTML.slice(0, 80)}`);
    const paper = getComputedStyle(document.body).backgroundColor;
    if (paper !== "rgb(255, 255, 255)") wrong.push(`paper is ${paper}`);
    return wrong;
  });
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  return wrong;
}
