// Somebody chooses their language and their colours; both are there again the next time.
import { accessible } from "../checks.mjs";
import { expect } from "../keys.mjs";

export const title = "language and colours are chosen and kept";

export default async function ({ visit, picture, settled }) {
  const { page } = await visit("employee");
  await settled(page);
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("heading", { level: 1, name: /^Ihr Teil, / }).waitFor();
  await page.getByLabel("Farben").selectOption("dark");
  await page.reload();
  await settled(page);
  const [lang, scheme] = await page.evaluate(() => {
    const { lang, dataset } = document.documentElement;
    return [lang, dataset.mantineColorScheme];
  });
  expect("the language", lang, "de");
  expect("the colours", scheme, "dark");
  await page.getByRole("heading", { level: 1, name: /^Ihr Teil, / }).waitFor();
  expect("axe", (await accessible(page)).join("\n"), "");
  await picture(page, "choose-german-dark");
}
