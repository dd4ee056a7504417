// A long table can be read page by page, so that searching in the page finds what is there.
import { accessible } from "../checks.mjs";
import { expect } from "../keys.mjs";

export const title = "a long table is read page by page";

export default async function ({ visit, picture, settled, address }) {
  const { page } = await visit("security lead");
  await page.goto(`${address}/inventory`);
  await settled(page);
  await page.getByLabel("Show as pages").check();
  const first = await page.locator(".body [role=row]").count();
  expect("rows of a page", first, 50);
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByText("Page 2").waitFor();
  const row = await page.locator(".body [role=row]").first().getAttribute("aria-rowindex");
  expect("the first row of the second page", row, "52");
  expect("axe", (await accessible(page)).join("\n"), "");
  await picture(page, "pages");
}
