/**
 * The one long table. Only the rows that can be seen are drawn, more are fetched as one comes near
 * the end; "show as pages" draws whole pages instead, for finding in the page and for screen readers.
 * Rows are moved along with the arrow keys (or j and k) and opened with Enter.
 */
import { Button, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect, useLayoutEffect, useRef, useState,
  type CSSProperties, type KeyboardEvent, type ReactNode,
} from "react";
import { useWords } from "../words/words";

const NEAR_THE_END = 10;
const ROW_HEIGHT = 46;
const ROWS_OF_A_PAGE = 50;

/** A column: what it is called, how wide it is against the others, what stands in it. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly width?: string;
  /** The word of the API to sort by, where the API sorts by it. */
  readonly sort?: string;
  readonly cell: (row: Row) => ReactNode;
}

/** The order of a list, and how to ask for another. */
export interface Sorting {
  readonly by: string | undefined;
  readonly direction: "ascending" | "descending";
  choose(by: string, direction: "ascending" | "descending"): void;
}

export interface LongTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly id: (row: Row) => string;
  /** How many there are in all; unknown where the API does not say. */
  readonly total?: number | undefined;
  readonly more?: { readonly there: boolean; readonly busy: boolean; fetch(): void };
  /** How it is sorted, where it can be: the words of the API. */
  readonly sorting?: Sorting;
  readonly onOpen?: (row: Row) => void;
}

export function LongTable<Row>(props: LongTableProps<Row>) {
  const { t } = useWords();
  const [paged, setPaged] = useLocalStorage({ key: "allhands-pages", defaultValue: false });
  return (
    <section aria-label={props.caption}>
      <div className="row spread no-print">
        <span className="quiet small" role="status">{counted(props, t)}</span>
        <Switch
          size="md"
          label={t("table.as_pages")}
          checked={paged}
          onChange={(event) => setPaged(event.currentTarget.checked)}
        />
      </div>
      {paged ? <Paged {...props} /> : <Rolling {...props} />}
    </section>
  );
}

function counted<Row>({ rows, total, more }: LongTableProps<Row>, t: ReturnType<typeof useWords>["t"]) {
  if (total !== undefined) return t("table.of", { shown: rows.length, total });
  return more?.there === true ? t("table.first", { shown: rows.length }) : t("table.all", { count: rows.length });
}

/** Draws what can be seen of a window that rolls over all rows. */
function Rolling<Row>(props: LongTableProps<Row>) {
  const { rows, more } = props;
  const place = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin(place.current?.offsetTop ?? 0), []);
  const rolling = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: margin,
    getItemKey: (index) => props.id(rows[index] as Row),
  });
  const drawn = rolling.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  const wanted = more?.there === true && !more.busy && last >= rows.length - NEAR_THE_END;
  useEffect(() => {
    if (wanted) more?.fetch();
  }, [wanted, more]);
  const steps = useRows(props, (index) => rolling.scrollToIndex(index));
  return (
    <Grid {...props}>
      <div className="body" role="rowgroup" ref={place} style={{ height: rolling.getTotalSize() }}>
        {drawn.map((item) => (
          <Line
            key={item.key}
            table={props}
            steps={steps}
            index={item.index}
            measure={rolling.measureElement}
            style={{ position: "absolute", top: item.start - margin }}
          />
        ))}
      </div>
    </Grid>
  );
}

/** Draws whole pages, one at a time. */
function Paged<Row>(props: LongTableProps<Row>) {
  const { t } = useWords();
  const { rows, more } = props;
  const [page, setPage] = useState(0);
  const from = page * ROWS_OF_A_PAGE;
  const indexes = rows.slice(from, from + ROWS_OF_A_PAGE).map((_, index) => from + index);
  const steps = useRows(props, () => {});
  const next = () => {
    if (from + 2 * ROWS_OF_A_PAGE > rows.length && more?.there === true) more.fetch();
    setPage(page + 1);
  };
  const further = from + ROWS_OF_A_PAGE < rows.length || more?.there === true;
  return (
    <>
      <Grid {...props}>
        <div className="body" role="rowgroup">
          {indexes.map((index) => <Line key={index} table={props} steps={steps} index={index} />)}
        </div>
      </Grid>
      <div className="row no-print" style={{ marginBlockStart: "1rem" }}>
        <Button variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>
          {t("table.before")}
        </Button>
        <span>{t("table.page", { page: page + 1 })}</span>
        <Button variant="default" disabled={!further || more?.busy === true} onClick={next}>
          {t("table.next")}
        </Button>
      </div>
    </>
  );
}

/** Which row the keyboard is on, and what its keys do. */
interface Steps {
  readonly at: number;
  go(index: number): void;
  key(event: KeyboardEvent): void;
}

function useRows<Row>(props: LongTableProps<Row>, reveal: (index: number) => void): Steps {
  const [at, setAt] = useState(0);
  // Keys may come faster than rows are drawn: the next step begins where the last one led.
  const led = useRef(0);
  const last = props.rows.length - 1;
  const go = (index: number) => {
    led.current = Math.max(0, Math.min(index, last));
    setAt(led.current);
  };
  const key = (event: KeyboardEvent) => {
    const index = led.current;
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = props.rows[index];
    if (event.key === "Enter" && row !== undefined) return props.onOpen?.(row);
    const to = { ArrowDown: index + 1, j: index + 1, ArrowUp: index - 1, k: index - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const grid = event.currentTarget.closest("[role=grid]");
    go(to);
    reveal(led.current);
    focusSoon(grid, () => led.current);
  };
  return { at: Math.min(at, Math.max(last, 0)), go, key };
}

/** A row that was far away is drawn only after the window has moved there. */
function focusSoon(grid: Element | null, index: () => number, tries = 10): void {
  requestAnimationFrame(() => {
    const line = grid?.querySelector<HTMLElement>(`[data-index="${index()}"]`);
    if (line) line.focus();
    else if (tries > 0) focusSoon(grid, index, tries - 1);
  });
}

function Grid<Row>(props: LongTableProps<Row> & { children: ReactNode }) {
  const { columns } = props;
  const widths = columns.map(({ width }) => width ?? "minmax(0, 1fr)").join(" ");
  return (
    <div
      className="long"
      role="grid"
      aria-label={props.caption}
      aria-rowcount={props.total === undefined ? -1 : props.total + 1}
      aria-colcount={columns.length}
      style={{ "--columns": widths } as CSSProperties}
    >
      <div role="rowgroup">
        <div className="head line" role="row" aria-rowindex={1}>
          {columns.map((column) => <Head key={column.id} column={column} sorting={props.sorting} />)}
        </div>
      </div>
      {props.children}
    </div>
  );
}

function Head<Row>({ column, sorting }: { column: Column<Row>; sorting: Sorting | undefined }) {
  const { sort, title } = column;
  if (sort === undefined || sorting === undefined) return <div role="columnheader">{title}</div>;
  const { by, direction } = sorting;
  const other = by === sort && direction === "ascending" ? "descending" : "ascending";
  return (
    <div role="columnheader" aria-sort={by === sort ? direction : "none"}>
      <button type="button" className="sort" onClick={() => sorting.choose(sort, other)}>
        {title}
        <span aria-hidden="true">{by === sort ? (direction === "ascending" ? " ▲" : " ▼") : ""}</span>
      </button>
    </div>
  );
}

function Line<Row>(props: {
  table: LongTableProps<Row>;
  steps: Steps;
  index: number;
  measure?: (element: HTMLElement | null) => void;
  style?: CSSProperties;
}) {
  const { table, steps, index } = props;
  const row = table.rows[index];
  if (row === undefined) return null;
  return (
    <div
      className="line"
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      ref={props.measure}
      style={props.style}
      tabIndex={index === steps.at ? 0 : -1}
      onFocus={() => steps.go(index)}
      onKeyDown={steps.key}
    >
      {table.columns.map(({ id, title, cell }, place) => (
        <div key={id} className="cell" role="gridcell" data-label={place === 0 ? undefined : title}>
          {cell(row)}
        </div>
      ))}
    </div>
  );
}
