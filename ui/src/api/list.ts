/** Long answers, page by page: the server says where the next one begins. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Asked } from "../app/url";
import type { Answer } from "./answer";
import { server } from "./client";
import type { paths } from "./schema";

/** Paths whose answer is one page of a list. */
export type ListPath = {
  [Path in keyof paths]: Answer<Path> extends { items: unknown[] } ? Path : never;
}[keyof paths];

type RowOf<Path extends ListPath> = Answer<Path> extends { items: (infer Row)[] } ? Row : never;

interface OnePage<Row> {
  readonly items: Row[];
  readonly next?: string | null;
  readonly total?: number | null;
}

const ROWS_AT_ONCE = 100;

/** All rows that were fetched so far, and how to fetch more. */
export function useList<Path extends ListPath>(
  path: Path,
  query: Asked,
  place: Readonly<Record<string, string>> = {},
) {
  const asked = useInfiniteQuery({
    queryKey: ["list", path, query, place],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<OnePage<RowOf<Path>>> => {
      const params = { path: place, query: { ...query, after: pageParam, limit: ROWS_AT_ONCE } };
      // The path is one of many here, so that the call cannot know which words it takes.
      const { data, error } = await server.GET(path as never, { params, signal } as never);
      if (error !== undefined) throw error as unknown;
      return data as unknown as OnePage<RowOf<Path>>;
    },
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const pages = asked.data?.pages;
  const data = pages && {
    rows: pages.flatMap((page) => page.items),
    total: pages[0]?.total ?? undefined,
  };
  const more = {
    there: asked.hasNextPage,
    busy: asked.isFetchingNextPage,
    fetch: () => void asked.fetchNextPage(),
  };
  return { data, error: asked.error, refetch: asked.refetch, more };
}
