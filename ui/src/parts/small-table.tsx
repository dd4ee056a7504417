/** A table of few rows: all of them drawn, on a phone each a block that says what is what. */
import type { ReactNode } from "react";

export interface Cell<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
}

/** The first column names the row. */
export function SmallTable<Row>(props: {
  caption: string;
  columns: readonly Cell<Row>[];
  rows: readonly Row[];
  id: (row: Row) => string;
}) {
  return (
    <table className="table" aria-label={props.caption}>
      <thead>
        <tr>
          {props.columns.map(({ title }) => <th key={title} scope="col">{title}</th>)}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.id(row)}>
            {props.columns.map(({ title, cell }, place) =>
              place === 0 ? (
                <th key={title} scope="row">{cell(row)}</th>
              ) : (
                <td key={title} data-label={title}>{cell(row)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
