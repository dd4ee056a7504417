/** The language of the page: sentences, dates and numbers. Start at `useWords`. */
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import type en from "./en";
import { pseudoMessage, sentence, type Message, type NamesOf, type Values } from "./text";

/** Every message, by its name. English is complete by definition; others must be to compile. */
export type Catalogue = { readonly [Key in keyof typeof en]: Message };
/** The name of a message. */
export type Key = keyof typeof en;

/** The name of a message that is complete as it is. */
export type PlainKey = {
  [K in Key]: [NamesOf<(typeof en)[K]>] extends [never] ? K : never;
}[Key];

type Given<K extends Key> =
  [NamesOf<(typeof en)[K]>] extends [never]
    ? []
    : [Readonly<Record<NamesOf<(typeof en)[K]>, string | number>>];

/** The languages that can be chosen, and `pseudo` for tests. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES | "pseudo";

const CHOSEN = "allhands-language";

/** The language somebody chose, or the first of their browser's that there is. */
export function language(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  const asked = [chosen ?? "", ...navigator.languages].map((tag) => tag.split("-")[0] ?? "");
  return asked.find(isLanguage) ?? "en";
}

function isLanguage(tag: string): tag is Language {
  return tag in LANGUAGES || tag === "pseudo";
}

/** Fetches the sentences of a language; each is a file of its own. */
export async function load(of: Language): Promise<Catalogue> {
  if (of === "de") return (await import("./de")).default;
  const english: Catalogue = (await import("./en")).default;
  if (of === "en") return english;
  const entries = Object.entries(english).map(([key, text]) => [key, pseudoMessage(text)]);
  return Object.fromEntries(entries) as Catalogue;
}

/** Sentences, dates and numbers in the language of the page. */
export interface Words {
  readonly language: Language;
  /** The sentence of a message, its names filled in. */
  t<K extends Key>(key: K, ...values: Given<K>): string;
  /** `Wed 25 Nov`, with the year where it is another than this. */
  day(instant: string): string;
  /** `25 Nov 2026, 09:12`. */
  time(instant: string): string;
  /** `2 hours ago`, `in 3 days`. */
  ago(instant: string): string;
  number(value: number): string;
  /** A value that a source gave: an instant as a date and a time, all else as it is. */
  value(text: string): string;
  choose(language: Language): void;
}

const Context = createContext<Words | null>(null);

/** The words of the page. */
export function useWords(): Words {
  const words = use(Context);
  if (words === null) throw new Error("a page stands outside of its language");
  return words;
}

/** Gives a page its language. The first catalogue is fetched before anything is drawn. */
export function Speaks(props: { first: Catalogue; children: ReactNode }) {
  const [spoken, speak] = useState({ language: language(), catalogue: props.first });
  useEffect(() => {
    document.documentElement.lang = spoken.language === "pseudo" ? "en" : spoken.language;
  }, [spoken]);
  const words = useMemo(() => {
    const choose = (next: Language) => {
      localStorage.setItem(CHOSEN, next);
      void load(next).then((catalogue) => speak({ language: next, catalogue }));
    };
    return wordsOf(spoken.language, spoken.catalogue, choose);
  }, [spoken]);
  return <Context value={words}>{props.children}</Context>;
}

/** Words without a page, for tests. */
export function wordsOf(
  spoken: Language,
  catalogue: Catalogue,
  choose: (language: Language) => void = () => {},
): Words {
  const locale = localeOf(spoken);
  const format = (instant: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(new Date(instant));
  return {
    language: spoken,
    t: (key, ...values) => sentence(catalogue[key], locale, values[0] as Values | undefined),
    day: (instant) => format(instant, dayOf(instant)),
    time: (instant) => format(instant, { dateStyle: "medium", timeStyle: "short" }),
    ago: (instant) => ago(new Date(instant), locale),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    value: (text) => (INSTANT.test(text) ? format(text, { dateStyle: "medium", timeStyle: "short" }) : text),
    choose,
  };
}

/** The language as people write it where they are: English dates differ from place to place. */
function localeOf(spoken: Language): string {
  const wanted = spoken === "pseudo" ? "en" : spoken;
  return navigator.languages.find((tag) => tag.split("-")[0] === wanted) ?? wanted;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function dayOf(instant: string): Intl.DateTimeFormatOptions {
  const parts = { weekday: "short", day: "numeric", month: "short" } as const;
  const otherYear = new Date(instant).getFullYear() !== new Date(now()).getFullYear();
  return otherYear ? { ...parts, year: "numeric" } : parts;
}

/** How far the clock of the server is from that of this machine, in milliseconds. */
let ahead = 0;
/** The zone in which the organisation's days begin and end. */
let zone: string | undefined;

/** Takes time and zone from the server: they decide what is overdue, and which day it is. */
export function takeTime(now: string, timeZone: string): void {
  ahead = Date.parse(now) - Date.now();
  zone = timeZone;
}

/** The time it is for the server, in milliseconds. */
export function now(): number {
  return Date.now() + ahead;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400], ["month", 30 * 86_400], ["day", 86_400], ["hour", 3_600], ["minute", 60],
];

function ago(instant: Date, locale: string): string {
  const seconds = (instant.getTime() - now()) / 1000;
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return format.format(Math.trunc(seconds / size), unit);
}
