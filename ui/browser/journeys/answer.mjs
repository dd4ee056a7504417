// An employee says what they did about something, with the keyboard alone, on a phone.
import { expect, tabTo } from "../keys.mjs";

export const title = "an employee answers with the keyboard alone";

export default async function ({ visit, picture, settled }) {
  const { page } = await visit("employee", { viewport: { width: 390, height: 844 } });
  await settled(page);
  const todos = page.locator("ol.plain-list > li.tile");
  const before = await todos.count();
  if (before === 0) throw new Error("the employee of the sample organisation has nothing to do");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, "I have done this");
  await page.keyboard.press("Enter");
  await tabTo(page, "Send");
  await page.keyboard.press("Enter");
  await page.getByText("Say why in a few words").waitFor();
  await tabTo(page, "What did you do?");
  await page.keyboard.type("took the course this morning");
  await picture(page, "answer-1-form");
  await tabTo(page, "Send");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Waits for a check or for somebody else" }).waitFor();
  await page.waitForFunction((count) => document.querySelectorAll("ol.plain-list > li.tile").length === count, before - 1);
  expect("what is left to do", await todos.count(), before - 1);
  await picture(page, "answer-2-said");
}
