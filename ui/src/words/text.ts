/** How a message of the catalogue becomes a sentence: names filled in, plurals chosen. */

/** A sentence, or one sentence for each plural form of its `count`. */
export type Message = string | { readonly one: string; readonly other: string };

/** The names in braces of a message: a sentence cannot be asked for without them. */
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The names that a message of a catalogue needs. */
export type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { readonly other: infer Other }
    ? Names<Other> | "count"
    : never;

/** What stands in for the names of a message. */
export type Values = Readonly<Record<string, string | number>>;

/** The sentence of a message in a language: numbers are written as people there write them. */
export function sentence(message: Message, locale: string, values: Values = {}): string {
  const text = typeof message === "string" ? message : plural(message, locale, values);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

function plural(message: { one: string; other: string }, locale: string, values: Values): string {
  const count = Number(values["count"] ?? 0);
  return new Intl.PluralRules(locale).select(count) === "one" ? message.one : message.other;
}

const ACCENTS: Readonly<Record<string, string>> = {
  a: "á", e: "é", i: "í", o: "ó", u: "ú", c: "ç", n: "ñ", s: "š", y: "ý", z: "ž",
};

/** A language nobody speaks: 40 % longer and accented, so that cut or untranslated text shows. */
export function pseudo(text: string): string {
  const accented = text.replace(/\{\w+\}|[a-z]/g, (part) => ACCENTS[part] ?? part);
  return `[${accented}${"~".repeat(Math.ceil(text.length * 0.4))}]`;
}

/** A whole message in that language. */
export function pseudoMessage(message: Message): Message {
  return typeof message === "string"
    ? pseudo(message)
    : { one: pseudo(message.one), other: pseudo(message.other) };
}
