// The security lead finds what is overdue and opens it; the address keeps what was asked for.
import { expect, tabTo, tabToRows } from "../keys.mjs";

export const title = "the security lead looks a finding up with the keyboard alone";

export default async function ({ visit, picture, settled }) {
  const { page } = await visit("security lead");
  await page.keyboard.press("Tab");
  expect("the first stop", await page.evaluate(() => document.activeElement?.className), "skip");
  await tabTo(page, "Findings");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/findings");
  await settled(page);
  expect("the focus on a new page", await page.evaluate(() => document.activeElement?.id), "main");
  await tabTo(page, "Severity");
  await page.keyboard.press("c");
  await page.waitForURL("**severity=critical**");
  await settled(page);
  const shown = () => page.locator("main [role=status]").first().innerText();
  const before = await shown();
  await page.reload();
  await settled(page);
  expect("what a reloaded page shows", await shown(), before);
  await tabToRows(page);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  // After j, j, k: the second row; the first line is that of the titles.
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-rowindex") === "3");
  const name = await page.locator("[aria-rowindex='3'] a").first().innerText();
  await picture(page, "look-1-rows");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/findings/*");
  await settled(page);
  expect("the page of the finding", await page.locator("h1").innerText(), name);
  await picture(page, "look-2-finding");
}
