/** The text of a rule, made of the fields of the form: what a file would say, word for word. */

/** The fields of the form, in the order they stand on the page. */
export interface Draft {
  readonly title: string;
  readonly sentence: string;
  readonly severity: string;
  readonly within: string;
  readonly activity: string;
  readonly fixedBy: string;
  readonly because: string;
  readonly message: string;
  /** One a line. */
  readonly steps: string;
  /** `Test "...":` and what belongs to it. */
  readonly tests: string;
}

export const EMPTY: Draft = {
  title: "", sentence: "", severity: "medium", within: "", activity: "", fixedBy: "", because: "",
  message: "", steps: "", tests: "",
};

/** The id a title gives: small letters, digits and dashes. */
export function idOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  return plain.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** The whole text. Without a title it is the sentence alone, which can be tried as it is. */
export function documentOf(draft: Draft): string {
  const sentence = draft.sentence.trim();
  if (draft.title.trim() === "") return `${sentence}\n`;
  const lines = [
    `Rule: ${one(draft.title)}`,
    `Id: ${idOf(draft.title)}`,
    `Severity: ${draft.severity}`,
    label("Because", draft.because),
    `Expectation:\n${indented(sentence)}`,
    label("Fix within", draft.within),
    label("Activity", quoted(draft.activity)),
    label("Fixed by", draft.fixedBy),
    label("Message (en)", draft.message),
    steps(draft.steps),
    draft.tests.trim(),
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

/** On which line of the text its sentence begins, from 1: mistakes are told by line. */
export function sentenceLine(text: string): number {
  const at = text.split("\n").findIndex((line) => line.startsWith("Expectation:"));
  return at < 0 ? 1 : at + 2;
}

function one(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

function label(name: string, value: string): string {
  return value.trim() === "" ? "" : `${name}: ${one(value)}`;
}

function quoted(activity: string): string {
  return activity.trim() === "" ? "" : `"${one(activity).replaceAll('"', "")}"`;
}

function indented(text: string): string {
  return text.split("\n").map((line) => `  ${line.trim()}`).join("\n");
}

function steps(text: string): string {
  const given = text.split("\n").map((line) => line.replace(/^\s*\d+[.)]\s*/, "").trim()).filter((line) => line !== "");
  return given.length === 0 ? "" : `Steps:\n${given.map((step, at) => `  ${at + 1}. ${step}`).join("\n")}`;
}
