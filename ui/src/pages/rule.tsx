/** One rule: its sentence, why it is there, what it comes to, and what people are told. */
import { Link, useParams } from "@tanstack/react-router";
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { Answered } from "../parts/answered";
import { Page } from "../parts/page";
import { Severity } from "../parts/standing";
import { RuleLink } from "../parts/thing";
import { Verdicts } from "../parts/verdicts";
import { useWords } from "../words/words";

type Rule = Answer<"/api/v1/rules/{id}">;

export default function OneRule() {
  const { t } = useWords();
  const { id } = useParams({ strict: false }) as { id: string };
  const rule = api.useQuery("get", "/api/v1/rules/{id}", { params: { path: { id } } });
  return (
    <Page title={rule.data?.title ?? t("rules.title")} about={<Link to="/rules">{t("menu.rules")}</Link>}>
      <Answered asked={rule}>
        {(data) => (
          <>
            <Sentence rule={data} />
            <Facts rule={data} />
            <Told rule={data} />
            <h2>{t("rule.text")}</h2>
            <pre className="code" role="region" aria-label={t("rule.text")} tabIndex={0}>{data.text}</pre>
          </>
        )}
      </Answered>
    </Page>
  );
}

function Sentence({ rule }: { rule: Rule }) {
  const { t } = useWords();
  return (
    <>
      <p className="sentence tile marked">{rule.sentence}</p>
      <p><Link to="/rules/new" search={{ sentence: rule.sentence } as never}>{t("rule.start")}</Link></p>
      {rule.counts && (
        <section aria-label={t("rule.comes_to")}>
          <h2>{t("rule.comes_to")}</h2>
          <Verdicts counts={rule.counts} label={t("rule.comes_to")} />
          {rule.open > 0 && (
            <p>
              <Link to="/findings" search={{ rule: rule.rule } as never}>{t("rule.open", { count: rule.open })}</Link>
            </p>
          )}
        </section>
      )}
    </>
  );
}

function Facts({ rule }: { rule: Rule }) {
  const { t } = useWords();
  const tightened = [...(rule.tightens ? [rule.tightens] : []), ...rule.tightened_by];
  return (
    <dl className="facts">
      <dt>{t("rules.state")}</dt>
      <dd>{rule.in_force ? t("rules.in_force") : t("rules.ready")}</dd>
      <dt>{t("findings.severity")}</dt>
      <dd><Severity of={rule.severity} /></dd>
      <dt>{t("rule.within")}</dt>
      <dd>{rule.within.length > 0 ? rule.within.join(", ") : t("rule.everywhere")}</dd>
      {rule.activity && (
        <>
          <dt>{t("rule.activity")}</dt>
          <dd>{rule.activity}</dd>
        </>
      )}
      {tightened.length > 0 && (
        <>
          <dt>{t("rule.family")}</dt>
          <dd>{tightened.map((id) => <div key={id}><RuleLink id={id}>{id}</RuleLink></div>)}</dd>
        </>
      )}
    </dl>
  );
}

/** What people are told, in the language of the page where the rule has it. */
function Told({ rule }: { rule: Rule }) {
  const { t, language } = useWords();
  const pick = (all: Rule["because"]) => (all.find((said) => said.language === language) ?? all[0])?.text;
  const [because, message] = [pick(rule.because), pick(rule.messages)];
  return (
    <section aria-label={t("rule.told")}>
      <h2>{t("rule.told")}</h2>
      {because && <p>{t("part.why", { reason: because })}</p>}
      {message && <p>{message}</p>}
      {rule.steps.length > 0 && <ol>{rule.steps.map((step) => <li key={step}>{step}</li>)}</ol>}
      {rule.tests.length > 0 && (
        <>
          <h3>{t("rule.tests")}</h3>
          <ul>{rule.tests.map((test) => <li key={test}>{test}</li>)}</ul>
        </>
      )}
    </section>
  );
}
