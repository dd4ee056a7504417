/** Who answers for what: every activity with its people, and where that is not clear. */
import { useState } from "react";
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { asSentence } from "../api/problem";
import { useUrl } from "../app/url";
import { Answered, Empty } from "../parts/answered";
import { Find, ShowAll } from "../parts/filters";
import { KeyboardGrid, type GridCell, type GridRow } from "../parts/grid";
import { Page } from "../parts/page";
import { SmallTable } from "../parts/small-table";
import { Severity } from "../parts/standing";
import { useWords, type Words } from "../words/words";

type Matrix = Answer<"/api/v1/matrix">;
type Row = Matrix["rows"][number];

const LETTERS = ["A", "R", "S", "C", "I"] as const;
const ROLES = { A: "accountable", R: "responsible", S: "supporting", C: "consulted", I: "informed" } as const;

export default function Responsibilities() {
  const { t } = useWords();
  const matrix = api.useQuery("get", "/api/v1/matrix");
  return (
    <Page title={t("menu.matrix")} about={t("matrix.about")}>
      <Answered asked={matrix}>{(data) => <Grid matrix={data} />}</Answered>
      <Gaps />
    </Page>
  );
}

function Grid({ matrix }: { matrix: Matrix }) {
  const words = useWords();
  const { t } = words;
  const [asked] = useUrl();
  const [open, setOpen] = useState<GridCell | null>(null);
  const find = (asked["q"] ?? "").toLowerCase();
  const shown = matrix.rows.filter((row) => `${row.title} ${names(row)}`.toLowerCase().includes(find));
  return (
    <>
      <div className="row ends no-print">
        <Find name="q" label={t("matrix.find")} />
        <ShowAll names={["q"]} />
      </div>
      <p className="quiet small no-print">{t("matrix.keys")}</p>
      {shown.length === 0 ? (
        <Empty title={t("matrix.none")}><p>{t("inventory.none_why")}</p></Empty>
      ) : (
        <KeyboardGrid
          caption={t("menu.matrix")}
          columns={[t("matrix.activity"), ...LETTERS.map((letter) => t(`matrix.${ROLES[letter]}`))]}
          rows={shown.map((row, place) => line(row, place, words))}
          chosen={open?.id}
          onOpen={(_, cell) => setOpen(cell)}
        />
      )}
      <p role="status">{open?.words}</p>
    </>
  );
}

function names(row: Row): string {
  return row.held.map(({ name }) => name).join(" ");
}

function line(row: Row, place: number, { t }: Words): GridRow {
  const title = row.unit ? `${row.title} (${row.unit})` : row.title;
  return {
    id: `${row.activity} ${place}`,
    head: title,
    cells: LETTERS.map((letter) => {
      const held = row.held.filter((one) => one.letter === letter);
      const who = held.length === 0 ? t("matrix.nobody") : held.map(({ name }) => name).join(", ");
      const why = held.flatMap(({ nobody, through }) => nobody ?? through ?? []).join("; ");
      const words = t("matrix.cell", { activity: title, role: t(`matrix.${ROLES[letter]}`), who });
      return {
        id: `${row.activity} ${place} ${letter}`,
        content: held.map(({ name }) => name).join(", "),
        words: why === "" ? words : `${words} (${why})`,
        role: held.length > 0 ? ROLES[letter] : undefined,
      };
    }),
  };
}

/** Where it is not clear who answers, and whom that waits for. */
function Gaps() {
  const { t, day } = useWords();
  const gaps = api.useQuery("get", "/api/v1/matrix/gaps");
  return (
    <section aria-label={t("gaps.title")}>
      <h2>{t("gaps.title")}</h2>
      <Answered asked={gaps}>
        {({ items, unknown }) => (
          <>
            <p>
              {t("gaps.count", { count: items.length })} {unknown > 0 && t("gaps.unknown", { count: unknown })}
            </p>
            <SmallTable
              caption={t("gaps.title")}
              rows={items}
              id={(gap) => gap.gap}
              columns={[
                { title: t("gaps.about"), cell: (gap) => gap.name },
                {
                  title: t("gaps.what"),
                  cell: (gap) => (
                    <>
                      {gap.rows.map((row) => <div key={row.says}>{asSentence(row.says)}</div>)}
                      {gap.rows.length === 0 && asSentence(gap.title)}
                    </>
                  ),
                },
                { title: t("findings.severity"), cell: (gap) => <Severity of={gap.severity} /> },
                { title: t("findings.waits_for"), cell: (gap) => gap.goes_to ?? t("findings.nobody") },
                { title: t("findings.due"), cell: (gap) => (gap.due ? day(gap.due) : "") },
              ]}
            />
          </>
        )}
      </Answered>
    </section>
  );
}
