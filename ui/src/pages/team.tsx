/** What a lead or a head looks after: how much is overdue, what reaches nobody, what is most urgent. */
import { Link } from "@tanstack/react-router";
import { api } from "../api/client";
import { useMe } from "../app/me";
import { Answered, Empty } from "../parts/answered";
import { Page } from "../parts/page";
import { SmallTable } from "../parts/small-table";
import { FindingStatus, Severity } from "../parts/standing";
import { Status, type Standing } from "../parts/status";
import { FindingLink } from "../parts/thing";
import { useWords } from "../words/words";

type Scope = "team" | "department";

export default function Team() {
  const { t } = useWords();
  const me = useMe();
  return (
    <Page title={t("menu.team")} about={t("team.about")}>
      {me.teams.length > 0 && <Part scope="team" names={me.teams.map(({ name }) => name)} />}
      {me.departments.length > 0 && <Part scope="department" names={me.departments.map(({ name }) => name)} />}
      {me.teams.length + me.departments.length === 0 && (
        <Empty title={t("team.none")}><p>{t("team.none_why")}</p></Empty>
      )}
    </Page>
  );
}

function Part({ scope, names }: { scope: Scope; names: readonly string[] }) {
  const { t } = useWords();
  return (
    <section aria-label={names.join(", ")}>
      <h2>{names.join(", ")}</h2>
      <ul className="plain-list row">
        <Count is="late" word={t("team.overdue")} asked={{ scope, overdue: true }} />
        <Count is="unowned" word={t("team.nobody")} asked={{ scope, goes_to: "none" }} />
        <Count is="waiting" word={t("team.disputed")} asked={{ scope, state: "disputed" }} />
        <Count is="open" word={t("team.open")} asked={{ scope }} />
      </ul>
      <Urgent scope={scope} />
    </section>
  );
}

/** How many findings there are of a sort, as a link to them. */
function Count(props: { is: Standing; word: string; asked: Record<string, string | boolean> }) {
  const { number } = useWords();
  const query = { ...props.asked, limit: 1 };
  const found = api.useQuery("get", "/api/v1/findings", { params: { query } });
  if (found.data === undefined) return null;
  return (
    <li className="tile">
      <Status is={props.is}>
        <Link to="/findings" search={props.asked as never}>{number(found.data.total)} {props.word}</Link>
      </Status>
    </li>
  );
}

function Urgent({ scope }: { scope: Scope }) {
  const { t } = useWords();
  const urgent = api.useQuery("get", "/api/v1/findings", { params: { query: { scope, limit: 10 } } });
  return (
    <Answered asked={urgent}>
      {({ items }) =>
        items.length === 0 ? (
          <p>{t("team.nothing")}</p>
        ) : (
          <>
            <h3>{t("team.urgent")}</h3>
            <SmallTable
              caption={t("team.urgent")}
              rows={items}
              id={(row) => row.id}
              columns={[
                { title: t("findings.what"), cell: (row) => <FindingLink id={row.id}>{row.title}</FindingLink> },
                { title: t("findings.thing"), cell: (row) => row.name },
                { title: t("findings.standing"), cell: (row) => <FindingStatus finding={row} /> },
                { title: t("findings.severity"), cell: (row) => <Severity of={row.severity} /> },
                { title: t("findings.waits_for"), cell: (row) => row.goes_to ?? t("findings.nobody") },
              ]}
            />
          </>
        )
      }
    </Answered>
  );
}
