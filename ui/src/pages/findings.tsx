/** Everything that is missed and whom it waits for, the most urgent first. */
import { useNavigate } from "@tanstack/react-router";
import type { Answer } from "../api/answer";
import { useList } from "../api/list";
import { useMe } from "../app/me";
import { useSorting, useUrl } from "../app/url";
import { Answered, Empty } from "../parts/answered";
import { Choose, Find, ShowAll } from "../parts/filters";
import { Page } from "../parts/page";
import { FindingStatus, SEVERITIES, Severity } from "../parts/standing";
import { Status } from "../parts/status";
import { LongTable, type Column } from "../parts/table";
import { FindingLink, findingPath, Thing } from "../parts/thing";
import { useWords, type Words } from "../words/words";

type Row = Answer<"/api/v1/findings">["items"][number];

/** The words of the API, and so of the address. */
const FILTERS = ["q", "severity", "scope", "overdue", "state", "department", "rule", "kind", "entity", "goes_to"];

export default function Findings() {
  const words = useWords();
  const { t } = words;
  const go = useNavigate();
  const [asked] = useUrl();
  const sorting = useSorting("urgency");
  const query = Object.fromEntries([...FILTERS, "sort", "direction"].map((name) => [name, asked[name]]));
  const list = useList("/api/v1/findings", query);
  return (
    <Page title={t("menu.findings")} about={t("findings.about")}>
      <Filters />
      <Answered asked={list}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <Empty title={t("findings.none")}><p>{t("findings.none_why")}</p></Empty>
          ) : (
            <LongTable
              caption={t("menu.findings")}
              columns={columns(words)}
              rows={rows}
              total={total}
              id={(row) => row.id}
              more={list.more}
              sorting={sorting}
              onOpen={(row) => void go({ to: findingPath(row.id) })}
            />
          )
        }
      </Answered>
    </Page>
  );
}

function Filters() {
  const { t } = useWords();
  const me = useMe();
  const scopes = [
    { value: "mine", label: t("findings.mine"), there: me.person != null },
    { value: "team", label: t("findings.team"), there: me.teams.length > 0 },
    { value: "department", label: t("findings.departments"), there: me.departments.length > 0 },
  ];
  return (
    <div className="row ends no-print">
      <Find name="q" label={t("findings.find")} />
      <Choose name="scope" label={t("findings.whose")} choices={scopes.filter(({ there }) => there)} />
      <Choose
        name="severity"
        label={t("findings.severity")}
        choices={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
      />
      <Choose
        name="overdue"
        label={t("findings.due")}
        choices={[{ value: "true", label: t("findings.overdue") }, { value: "false", label: t("findings.not_overdue") }]}
      />
      <Choose
        name="goes_to"
        label={t("findings.waits_for")}
        choices={[{ value: "none", label: t("findings.nobody") }]}
      />
      <ShowAll names={FILTERS} />
    </div>
  );
}

function columns({ t }: Words): Column<Row>[] {
  return [
    {
      id: "title",
      title: t("findings.what"),
      width: "minmax(0, 2fr)",
      cell: (row) => <FindingLink id={row.id}>{row.title}</FindingLink>,
    },
    {
      id: "name",
      title: t("findings.thing"),
      width: "minmax(0, 1.5fr)",
      sort: "name",
      cell: (row) => <Thing id={row.entity}>{row.name}</Thing>,
    },
    {
      id: "standing",
      title: t("findings.standing"),
      width: "minmax(0, 1.4fr)",
      sort: "urgency",
      cell: (row) => <FindingStatus finding={row} />,
    },
    { id: "severity", title: t("findings.severity"), width: "6rem", cell: (row) => <Severity of={row.severity} /> },
    {
      id: "goes_to",
      title: t("findings.waits_for"),
      width: "minmax(0, 1.2fr)",
      cell: (row) => row.goes_to ?? <Status is="unowned">{t("findings.nobody")}</Status>,
    },
    { id: "department", title: t("findings.department"), sort: "department", cell: (row) => row.department ?? "" },
  ];
}
