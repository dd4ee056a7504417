import { describe, expect, it } from "vitest";
import { documentOf, EMPTY, idOf, sentenceLine } from "./document";

describe("the text of a rule", () => {
  it("is the sentence alone while it has no title", () => {
    expect(documentOf({ ...EMPTY, sentence: " Every laptop must have disk encryption on " })).toBe(
      "Every laptop must have disk encryption on\n",
    );
  });

  it("has every field that is filled in, under its label, and no other", () => {
    const text = documentOf({
      ...EMPTY,
      title: "Laptops  are encrypted",
      sentence: "Every laptop\nmust have disk encryption on",
      within: "7 days",
      activity: 'Endpoint "protection"',
      steps: "1. Open Settings\n\n2) Turn it on",
      tests: 'Test "both":\n  given laptop "on": disk encryption on\n',
    });
    expect(text).toBe(`Rule: Laptops are encrypted
Id: laptops-are-encrypted
Severity: medium
Expectation:
  Every laptop
  must have disk encryption on
Fix within: 7 days
Activity: "Endpoint protection"
Steps:
  1. Open Settings
  2. Turn it on
Test "both":
  given laptop "on": disk encryption on
`);
    expect(text.split("\n")[sentenceLine(text) - 1]).toBe("  Every laptop");
  });

  it("cannot be given another label through a field of one line", () => {
    const text = documentOf({ ...EMPTY, title: "A\nSeverity: critical", sentence: "Every laptop must be active" });
    expect(text.split("\n")[0]).toBe("Rule: A Severity: critical");
  });

  it("has an id made of its title", () => {
    expect(idOf("Büros & Häfen: 2 Schlüssel!")).toBe("buros-hafen-2-schlussel");
  });
});
