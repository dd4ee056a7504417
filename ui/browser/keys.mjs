// Going through a page with the keyboard alone.

/** Goes on with Tab until something of this name has the focus. */
export async function tabTo(page, name) {
  for (let tries = 0; tries < 80; tries += 1) {
    const here = await page.evaluate(() => {
      const part = document.activeElement;
      const labels = [...(part?.labels ?? [])].map((label) => label.textContent?.trim());
      return [part?.getAttribute("aria-label"), ...labels, part?.textContent?.trim()];
    });
    if (here.includes(name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

/** Goes on with Tab until a row of a table has the focus. */
export async function tabToRows(page) {
  for (let tries = 0; tries < 80; tries += 1) {
    if (await page.evaluate(() => document.activeElement?.matches(".body [role=row]"))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the keyboard does not reach the rows");
}

export function expect(what, is, wanted) {
  if (is !== wanted) throw new Error(`${what}: ${JSON.stringify(is)}, and not ${JSON.stringify(wanted)}`);
}
