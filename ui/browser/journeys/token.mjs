// Somebody makes a token for a program, the program asks with it, and it is ended again.
import { expect } from "../keys.mjs";

export const title = "a token is made, used and ended";

export default async function ({ visit, settled, address }) {
  const { page } = await visit("employee");
  await page.goto(`${address}/settings`);
  await settled(page);
  await page.getByLabel("What is it for?").fill("a script of mine");
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.locator("pre.code").innerText();
  const ask = () => fetch(`${address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect("what a program is answered", (await ask()).status, 200);
  await page.getByRole("button", { name: "End a script of mine" }).click();
  await page.getByText("You have none.").waitFor();
  expect("what it is answered afterwards", (await ask()).status, 401);
}
