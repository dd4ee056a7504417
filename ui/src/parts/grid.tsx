/**
 * A grid whose cells are moved along with the arrow keys: one stop of the Tab key, Home and End for
 * the ends of a row, Enter for what the cell opens.
 */
import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";

export interface GridCell {
  readonly id: string;
  readonly content: ReactNode;
  /** What a screen reader says in place of the letters and dots. */
  readonly words: string;
  readonly role?: string;
}

export interface GridRow {
  readonly id: string;
  readonly head: ReactNode;
  readonly cells: readonly GridCell[];
}

export function KeyboardGrid(props: {
  caption: string;
  columns: readonly string[];
  rows: readonly GridRow[];
  chosen?: string | undefined;
  onOpen: (row: GridRow, cell: GridCell) => void;
}) {
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const last = [props.rows.length - 1, (props.rows[0]?.cells.length ?? 1) - 1] as const;
  const go = (row: number, column: number) => {
    const next = [clamp(row, last[0]), clamp(column, last[1])] as const;
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.join()}"]`)?.focus();
  };
  const key = (event: KeyboardEvent, row: number, column: number) => {
    const to = {
      ArrowDown: [row + 1, column], ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1],
      Home: [row, 0], End: [row, last[1]], PageDown: [row + 10, column], PageUp: [row - 10, column],
    }[event.key];
    const line = props.rows[row];
    const cell = line?.cells[column];
    if ((event.key === "Enter" || event.key === " ") && line && cell) {
      event.preventDefault();
      return props.onOpen(line, cell);
    }
    if (to === undefined) return;
    event.preventDefault();
    go(to[0] ?? 0, to[1] ?? 0);
  };
  return (
    <div className="scroll">
      <table className="matrix" role="grid" aria-label={props.caption} ref={grid}>
        <thead>
          <tr role="row">
            {props.columns.map((title) => <th key={title} scope="col" role="columnheader">{title}</th>)}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((line, row) => (
            <tr key={line.id} role="row">
              <th scope="row" role="rowheader">{line.head}</th>
              {line.cells.map((cell, column) => (
                <td
                  key={cell.id}
                  role="gridcell"
                  data-at={`${row},${column}`}
                  data-role={cell.role}
                  aria-label={cell.words}
                  aria-selected={props.chosen === cell.id || undefined}
                  tabIndex={row === at[0] && column === at[1] ? 0 : -1}
                  onFocus={() => setAt([row, column])}
                  onKeyDown={(event) => key(event, row, column)}
                  onClick={() => props.onOpen(line, cell)}
                >
                  {cell.content}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
