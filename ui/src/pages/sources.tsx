/** What is collected, from where, and how fresh it is. */
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { asSentence } from "../api/problem";
import { Answered, Empty } from "../parts/answered";
import { CheckAgain } from "../parts/check-again";
import { Page } from "../parts/page";
import { SmallTable } from "../parts/small-table";
import { Status, type Standing } from "../parts/status";
import { useWords } from "../words/words";

type Known = Answer<"/api/v1/sources">;

/** How a source is, as a shape; its words come from the server. */
const SHAPES: Readonly<Record<string, Standing>> = { fresh: "met", late: "late", failed: "late", never_read: "unknown" };

export default function Sources() {
  const { t } = useWords();
  const sources = api.useQuery("get", "/api/v1/sources");
  return (
    <Page title={t("menu.sources")} about={t("sources.about")}>
      <CheckAgain />
      <Answered asked={sources}>
        {(known) =>
          known.items.length === 0 ? (
            <Empty title={t("inventory.nothing")}><p>{t("inventory.nothing_why")}</p></Empty>
          ) : (
            <Table known={known} />
          )
        }
      </Answered>
    </Page>
  );
}

function Table({ known }: { known: Known }) {
  const { t, ago, number } = useWords();
  return (
    <>
      {known.problems.length > 0 && (
        <div className="tile marked">
          <h2>{t("sources.problems")}</h2>
          <ul>{known.problems.map((problem, place) => <li key={place}>{asSentence(problem.says)}</li>)}</ul>
        </div>
      )}
      <SmallTable
        caption={t("menu.sources")}
        rows={known.items}
        id={({ source }) => source}
        columns={[
          { title: t("entity.source"), cell: ({ source, title }) => (source === title ? source : `${source} (${title})`) },
          {
            title: t("rules.state"),
            cell: ({ status, status_words }) => <Status is={SHAPES[status] ?? "soon"}>{asSentence(status_words)}</Status>,
          },
          { title: t("entity.as_of"), cell: ({ snapshot_at }) => (snapshot_at ? ago(snapshot_at) : "") },
          { title: t("sources.records"), cell: ({ records }) => number(records) },
          { title: t("sources.kinds"), cell: ({ kinds }) => kinds.join(", ") },
        ]}
      />
    </>
  );
}
