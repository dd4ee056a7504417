// A person in HR writes the screening rule: mistakes are named, then it is seen whom it concerns.
import { expect } from "../keys.mjs";

export const title = "a person in HR writes a rule and sees whom it would concern";

const SENTENCE =
  'Every active person where employment type is "employee" must have a background check where status is "completed"';

export default async function ({ visit, picture, settled, address }) {
  const { page } = await visit("author in HR");
  await page.goto(`${address}/rules`);
  await settled(page);
  await page.getByRole("link", { name: "Try a rule" }).click();
  const field = page.getByLabel("The sentence");
  await field.fill("Every employee must have a background chek");
  await page.getByText(/not clear yet/).waitFor();
  await picture(page, "rule-1-mistake");
  await field.fill(SENTENCE);
  await page.getByText("The sentence is understood.").waitFor();
  await page.getByText(/would be asked to do something/).waitFor();
  const missed = await page.locator(".beside [data-status=late]").innerText();
  expect("how many are missed, as words", /^\d[\d,]* missed$/.test(missed), true);
  await page.getByLabel("What is it called?").fill("Employees were screened");
  await page.getByText("Id: employees-were-screened").waitFor();
  await picture(page, "rule-2-understood");
}
