// An auditor reads who decided what, and who answers for what, and can change nothing.
import { expect, tabTo } from "../keys.mjs";

export const title = "an auditor reads the log and the matrix with the keyboard";

export default async function ({ visit, picture, settled, address }) {
  const { page } = await visit("auditor");
  await page.goto(`${address}/log`);
  await settled(page);
  const entries = await page.locator("[role=grid] .body [role=row]").count();
  expect("whether there are entries", entries > 0, true);
  await picture(page, "log");
  await page.goto(`${address}/responsibilities`);
  await settled(page);
  await tabTo(page, "Find an activity or a person");
  await page.keyboard.type("backups");
  await page.waitForURL("**q=backups**");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  const words = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect("the cell after one step to the right", /^Backups, Responsible: /.test(words ?? ""), true);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: words }).waitFor();
  await picture(page, "matrix");
}
