import { readFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";
import { expect, it } from "vitest";

it("knows the API as its own document describes it", { timeout: 20_000 }, async () => {
  const document = new URL("../../../docs/reference/openapi.json", import.meta.url);
  const made = astToString(await openapi(document));
  const kept = readFileSync(new URL("./schema.d.ts", import.meta.url), "utf8");
  // What is kept begins with a note on where it comes from.
  expect(kept.endsWith(made), "stale: run `npm run schema` in `ui/`").toBe(true);
});
