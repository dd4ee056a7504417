/** The rules: which are in force, what they come to, and which are ready to be adopted. */
import { Link } from "@tanstack/react-router";
import { api } from "../api/client";
import { useMe } from "../app/me";
import { useUrl } from "../app/url";
import { Answered, Empty } from "../parts/answered";
import { Choose, Find, ShowAll } from "../parts/filters";
import { Page } from "../parts/page";
import { SmallTable } from "../parts/small-table";
import { Severity } from "../parts/standing";
import { Status } from "../parts/status";
import { RuleLink } from "../parts/thing";
import { useWords } from "../words/words";

export default function Rules() {
  const { t } = useWords();
  const me = useMe();
  return (
    <Page title={t("menu.rules")} about={t("rules.about")}>
      <div className="row ends no-print">
        <Find name="q" label={t("rules.find")} />
        <Choose
          name="state"
          label={t("rules.state")}
          all={t("rules.in_force")}
          choices={[{ value: "ready", label: t("rules.ready") }, { value: "all", label: t("rules.all") }]}
        />
        <ShowAll names={["q", "state"]} />
        {me.may.includes("draft_rules") && <Link to="/rules/new">{t("write.title")}</Link>}
      </div>
      <Table />
    </Page>
  );
}

function Table() {
  const { t, number } = useWords();
  const [asked] = useUrl();
  const all = asked["state"] === "all";
  const query = { q: asked["q"], in_force: all ? undefined : asked["state"] !== "ready" };
  const rules = api.useQuery("get", "/api/v1/rules", { params: { query } });
  return (
    <Answered asked={rules}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t("rules.none")}><p>{t("inventory.none_why")}</p></Empty>
        ) : (
          <>
            <p role="status" className="quiet small">{t("rules.count", { count: rows.length })}</p>
            <SmallTable
              caption={t("menu.rules")}
              rows={rows}
              id={(rule) => rule.rule}
              columns={[
                { title: t("rules.title"), cell: (rule) => <RuleLink id={rule.rule}>{rule.title}</RuleLink> },
                { title: t("rules.state"), cell: (rule) => <RuleState of={rule} /> },
                { title: t("findings.severity"), cell: (rule) => <Severity of={rule.severity} /> },
                { title: t("verdict.missed"), cell: (rule) => (rule.counts ? number(rule.counts.missed) : "") },
                { title: t("verdict.unknown"), cell: (rule) => (rule.counts ? number(rule.counts.unknown) : "") },
              ]}
            />
          </>
        )
      }
    </Answered>
  );
}

function RuleState({ of: rule }: { of: { in_force: boolean; origin: string } }) {
  const { t } = useWords();
  if (rule.in_force) return <Status is="met">{t("rules.in_force")}</Status>;
  return <Status is="closed">{rule.origin === "catalogue" ? t("rules.ready") : t("rules.draft")}</Status>;
}
