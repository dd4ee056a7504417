/** What a page shows is in its address: filters, sorting, tabs, what is selected. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Sorting } from "../parts/table";

/** The words after `?`, each once. */
export type Asked = Readonly<Record<string, string | undefined>>;

/** Reads `?a=b&c=d`, the same words that the API takes. */
export function read(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Writes them, empty ones left out, in the order given. */
export function write(asked: Record<string, unknown>): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

/** What the address asks for, and how to ask for something else beside it. */
export function useUrl(): [Asked, (changes: Asked) => void] {
  const asked = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const change = (changes: Asked) =>
    void navigate({ to: ".", search: { ...asked, ...changes } as never, replace: true, resetScroll: false });
  return [asked, change];
}

/** The order of a list, from the address. */
export function useSorting(usual: string): Sorting {
  const [asked, ask] = useUrl();
  return {
    by: asked["sort"] ?? usual,
    direction: asked["direction"] === "descending" ? "descending" : "ascending",
    choose: (sort, direction) => ask({ sort, direction: direction === "ascending" ? undefined : direction }),
  };
}
