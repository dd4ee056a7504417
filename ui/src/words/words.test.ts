import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import de from "./de";
import en from "./en";
import { pseudo, pseudoMessage, sentence, type Message } from "./text";

const texts = (message: Message) => (typeof message === "string" ? [message] : [message.one, message.other]);
const names = (message: Message) =>
  new Set(texts(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1])));
const all = (catalogue: Record<string, Message>) =>
  Object.entries(catalogue).flatMap(([key, message]) => texts(message).map((text) => [key, text] as const));

/** Words that blame, that hide what is meant, or that mean two things. */
const AVOIDED = [
  "non-compliant", "noncompliant", "compliance", "remediate", "remediation", "leverage", "violation", "violated",
  "offender", "asset", "assets", "alert", "alerts", "waiver", "end user", "users", "utilize", "please be advised",
  "stakeholder", "posture", "failed to", "you must", "entity", "entities", "null", "invalid", "illegal", "fatal",
];

describe("the sentences of the app", () => {
  it("have a plural for one and for many", () => {
    const message = { one: "{count} thing needs you", other: "{count} things need you" };
    expect(sentence(message, "en", { count: 1 })).toBe("1 thing needs you");
    expect(sentence(message, "en", { count: 0 })).toBe("0 things need you");
    expect(sentence(message, "en", { count: 1200 })).toBe("1,200 things need you");
    expect(sentence(message, "de", { count: 1200 })).toBe("1.200 things need you");
  });

  it("keep a name in braces that nobody filled in, so that it is seen", () => {
    expect(sentence("by {day}", "en")).toBe("by {day}");
  });

  it("ask for the same names in every language", () => {
    for (const [key, message] of Object.entries(en)) {
      expect(names(de[key as keyof typeof en]), key).toEqual(names(message));
    }
  });

  it("are translated, not copied", () => {
    const same = all(de).filter(([key, text]) => all(en).some(([k, t]) => k === key && t === text));
    const meant = same.filter(([, text]) => text.replace(/\{\w+\}/g, "").split(" ").filter(Boolean).length > 2);
    expect(meant).toEqual([]);
  });

  it("use no word that blames or hides what is meant", () => {
    const found = all(en).filter(([, text]) =>
      AVOIDED.some((word) => new RegExp(`(^|[^\\w-])${word}([^\\w-]|$)`, "i").test(text)),
    );
    expect(found).toEqual([]);
  });

  it("are at most 20 words long", () => {
    const long = [...all(en), ...all(de)].filter(([, text]) =>
      text.split(/[.!?:;]\s/).some((part) => part.split(/\s+/).length > 20),
    );
    expect(long).toEqual([]);
  });

  it("are all used", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.tsx?$/.test(name) && !name.startsWith("words/"),
    );
    const code = files.map((name) => readFileSync(`src/${name}`, "utf8")).join("\n");
    const unused = Object.keys(en).filter((key) => {
      // `state.${state}`: such names are made from a value of the API.
      const group = key.replace(/[^.]+$/, "");
      return !code.includes(`"${key}"`) && !code.includes(`\`${group}\${`);
    });
    expect(unused).toEqual([]);
  });

  it("become longer and accented in the language of tests, their names kept", () => {
    expect(pseudo("by {day}")).toMatch(/^\[bý \{day\}~+\]$/);
    expect(pseudoMessage({ one: "a", other: "b" })).toEqual({ one: "[á~]", other: "[b~]" });
  });
});
