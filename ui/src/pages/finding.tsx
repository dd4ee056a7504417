/** One finding: what was seen, what asks for it, whom it waits for, and everything that happened. */
import { useParams } from "@tanstack/react-router";
import type { Answer } from "../api/answer";
import { asSentence } from "../api/problem";
import { api } from "../api/client";
import { Answered } from "../parts/answered";
import { answersOf, settlementsOf } from "../parts/answers";
import { Page } from "../parts/page";
import { Say } from "../parts/said";
import { FindingStatus, Severity } from "../parts/standing";
import { Status } from "../parts/status";
import { RuleLink, Thing } from "../parts/thing";
import { useWords } from "../words/words";

type Finding = Answer<"/api/v1/findings/{id}">;

export default function OneFinding() {
  const { t } = useWords();
  const { id } = useParams({ strict: false }) as { id: string };
  const finding = api.useQuery("get", "/api/v1/findings/{id}", { params: { path: { id } } });
  return (
    <Page title={finding.data?.title ?? t("finding.title")}>
      <Answered asked={finding}>{(data) => <Story finding={data} />}</Answered>
    </Page>
  );
}

function Story({ finding }: { finding: Finding }) {
  const words = useWords();
  const { t } = words;
  const unsettled = finding.claim ?? finding.dispute;
  return (
    <>
      <dl className="facts">
        <dt>{t("findings.thing")}</dt>
        <dd><Thing id={finding.entity}>{finding.name}</Thing></dd>
        <dt>{t("findings.standing")}</dt>
        <dd><FindingStatus finding={finding} /></dd>
        <dt>{t("findings.severity")}</dt>
        <dd><Severity of={finding.severity} /></dd>
        <dt>{t("findings.waits_for")}</dt>
        <dd>{finding.goes_to ?? <Status is="unowned">{t("findings.nobody")}</Status>}</dd>
        <dt>{t("finding.since")}</dt>
        <dd>{words.day(finding.missed_since)}</dd>
      </dl>
      {finding.message && <p>{finding.message}</p>}
      {finding.why && <p className="quiet">{t("part.why", { reason: finding.why })}</p>}
      {finding.steps.length > 0 && <ol>{finding.steps.map((step) => <li key={step}>{step}</li>)}</ol>}
      {unsettled && (
        <p className="tile marked">
          {t("finding.said", { who: unsettled.by, day: words.day(unsettled.at), what: unsettled.because })}
        </p>
      )}
      {finding.may.includes("answer") && finding.state !== "closed" && (
        <section aria-label={t("finding.say")}>
          <h2>{t("finding.say")}</h2>
          <Say about={`${finding.title}: ${finding.name}`} choices={answersOf(finding.id, t)} />
        </section>
      )}
      {finding.may.includes("settle") && finding.state === "disputed" && (
        <section aria-label={t("finding.settle")}>
          <h2>{t("finding.settle")}</h2>
          <Say about={`${finding.title}: ${finding.name}`} choices={settlementsOf(finding.id, t)} />
        </section>
      )}
      <Evidence finding={finding} />
      <h2>{t("finding.history")}</h2>
      <ol className="plain-list">
        {finding.events.map((event, place) => (
          <li key={place}>
            <time dateTime={event.at} className="quiet">{words.time(event.at)}</time> {asSentence(event.says)}
            {event.actor !== "judge" && <span className="quiet"> {event.actor}: {event.reason}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

/** What was seen, and which sentences ask for something else. */
function Evidence({ finding }: { finding: Finding }) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <h2>{t("finding.seen")}</h2>
      <p>{asSentence(finding.because)}</p>
      {finding.worst_assumed && <p><Status is="unknown">{t("finding.worst")}</Status></p>}
      {finding.items.length > 0 && (
        <ul>
          {finding.items.map((item) => (
            <li key={item.label}>
              {item.label}, {t("finding.item_since", { day: words.day(item.first_seen) })}
              {item.due && `, ${t("standing.by", { day: words.day(item.due) })}`}
            </li>
          ))}
        </ul>
      )}
      <h2>{t("finding.asked")}</h2>
      {finding.asked.map((asked) => (
        <div key={asked.rule}>
          <h3><RuleLink id={asked.rule}>{asked.title}</RuleLink></h3>
          <p className="sentence">{asked.sentence}</p>
        </div>
      ))}
      {finding.set_by.length > 0 && (
        <>
          <h3>{t("finding.set_by")}</h3>
          <ul>{finding.set_by.map((line) => <li key={line}>{asSentence(line)}</li>)}</ul>
        </>
      )}
    </>
  );
}
