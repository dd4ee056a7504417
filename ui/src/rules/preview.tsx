/** What a rule would come to if it were in force: how many would miss it, whom it would reach. */
import { keepPreviousData } from "@tanstack/react-query";
import type { Sent } from "../api/answer";
import { api } from "../api/client";
import { asSentence, told } from "../api/problem";
import { Verdicts } from "../parts/verdicts";
import { SmallTable } from "../parts/small-table";
import { Thing } from "../parts/thing";
import { useWords } from "../words/words";

type Tried = Sent<"/api/v1/rules/preview">;
type Impact = NonNullable<Tried["impact"]>;

/** Where a mistake stands in the text, from 1. */
export type Place = { readonly line: number; readonly column: number };

export function Preview({ text, onPlace }: { text: string; onPlace: (place: Place) => void }) {
  const { t } = useWords();
  const tried = api.useQuery(
    "post",
    "/api/v1/rules/preview",
    { body: { text } },
    { placeholderData: keepPreviousData, staleTime: 60_000 },
  );
  const data = tried.data;
  return (
    <div aria-busy={tried.isFetching}>
      {tried.error !== null && <p role="alert">{told(tried.error) ?? t("state.no_server")}</p>}
      {data && <Mistakes problems={data.problems} onPlace={onPlace} />}
      {data?.impact && <Effect impact={data.impact} />}
      {data && data.lacks.length > 0 && (
        <>
          <h3>{t("write.lacks")}</h3>
          <ul>{data.lacks.map((lack) => <li key={lack.says}>{asSentence(lack.says)}</li>)}</ul>
        </>
      )}
    </div>
  );
}

function Mistakes({ problems, onPlace }: { problems: Tried["problems"]; onPlace: (place: Place) => void }) {
  const { t } = useWords();
  if (problems.length === 0) return <p role="status" className="quiet">{t("write.understood")}</p>;
  return (
    <div className="tile marked" role="status">
      <h3>{t("write.not_yet", { count: problems.length })}</h3>
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            {asSentence(problem.says)}
            {(problem.advice ?? []).map((advice) => <div key={advice} className="quiet">{asSentence(advice)}</div>)}
            {problem.line && (
              <button
                type="button"
                className="plain-button"
                onClick={() => onPlace({ line: problem.line ?? 1, column: problem.column ?? 1 })}
              >
                {t("write.show_place")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Effect({ impact }: { impact: Impact }) {
  const { t } = useWords();
  const { departments, examples } = impact;
  return (
    <>
      <h3>{t("write.if_published")}</h3>
      <Verdicts counts={impact} label={t("write.if_published")} />
      <p className="quiet">{t("write.not_asked", { count: impact.not_applicable })}</p>
      <p>{t("write.reaches", { count: impact.people })}</p>
      {impact.compared_with != null && (
        <p>{t("write.compared", { more: impact.newly_missed, less: impact.no_longer_missed, gone: impact.no_longer_asked })}</p>
      )}
      {departments.length > 0 && (
        <SmallTable
          caption={t("write.by_department")}
          rows={departments}
          id={({ department }) => department?.id ?? ""}
          columns={[
            { title: t("findings.department"), cell: ({ department }) => department?.name ?? t("write.no_department") },
            { title: t("write.missed_short"), cell: ({ missed }) => missed },
            { title: t("write.new_short"), cell: ({ newly_missed }) => newly_missed },
            { title: t("verdict.unknown"), cell: ({ unknown }) => unknown },
          ]}
        />
      )}
      {examples.length > 0 && (
        <>
          <h3>{t("write.samples")}</h3>
          <ul>{examples.map(({ id, name }) => <li key={id}><Thing id={id}>{name}</Thing></li>)}</ul>
        </>
      )}
    </>
  );
}
