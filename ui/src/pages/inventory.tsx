/** What there is, of one kind at a time, and who answers for each. */
import { useNavigate } from "@tanstack/react-router";
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { useList } from "../api/list";
import { useSorting, useUrl } from "../app/url";
import { Answered, Empty } from "../parts/answered";
import { Choose, Find, ShowAll } from "../parts/filters";
import { Page } from "../parts/page";
import { Status } from "../parts/status";
import { LongTable, type Column } from "../parts/table";
import { Thing, thingPath } from "../parts/thing";
import { useWords, type Words } from "../words/words";

type Row = Answer<"/api/v1/inventory/{kind}">["items"][number];

/** The words of the API, and so of the address. */
const FILTERS = ["q", "owner", "department", "source", "not_source", "life", "open"];

export default function Inventory() {
  const { t } = useWords();
  const [asked] = useUrl();
  const kinds = api.useQuery("get", "/api/v1/kinds");
  return (
    <Page title={t("menu.inventory")} about={t("inventory.about")}>
      <Answered asked={kinds}>
        {(all) => {
          const some = all.filter(({ entities }) => entities > 0);
          const first = some.find(({ kind }) => kind === "device") ?? some[0];
          return first === undefined ? (
            <Empty title={t("inventory.nothing")}><p>{t("inventory.nothing_why")}</p></Empty>
          ) : (
            <>
              <Filters kinds={[first, ...some.filter((one) => one !== first)]} />
              <Things kind={asked["kind"] ?? first.kind} />
            </>
          );
        }}
      </Answered>
    </Page>
  );
}

function Filters({ kinds }: { kinds: Answer<"/api/v1/kinds"> }) {
  const { t, number } = useWords();
  const [first, ...others] = kinds.map(({ kind, plural, entities }) => ({
    value: kind,
    label: `${plural} (${number(entities)})`,
  }));
  return (
    <div className="row ends no-print">
      <Choose name="kind" label={t("inventory.kind")} all={first?.label ?? ""} choices={others} />
      <Find name="q" label={t("inventory.find")} />
      <Choose name="owner" label={t("inventory.owner")} choices={[{ value: "unowned", label: t("inventory.unowned") }]} />
      <Choose
        name="open"
        label={t("menu.findings")}
        choices={[{ value: "true", label: t("inventory.open") }, { value: "false", label: t("inventory.not_open") }]}
      />
      <ShowAll names={FILTERS} />
    </div>
  );
}

function Things({ kind }: { kind: string }) {
  const words = useWords();
  const { t } = words;
  const go = useNavigate();
  const [asked] = useUrl();
  const sorting = useSorting("name");
  const query = Object.fromEntries([...FILTERS, "sort", "direction"].map((name) => [name, asked[name]]));
  const list = useList("/api/v1/inventory/{kind}", query, { kind });
  return (
    <Answered asked={list}>
      {({ rows, total }) =>
        rows.length === 0 ? (
          <Empty title={t("inventory.none")}><p>{t("inventory.none_why")}</p></Empty>
        ) : (
          <LongTable
            caption={t("menu.inventory")}
            columns={columns(words)}
            rows={rows}
            total={total}
            id={(row) => row.entity}
            more={list.more}
            sorting={sorting}
            onOpen={(row) => void go({ to: thingPath(row.entity) })}
          />
        )
      }
    </Answered>
  );
}

function columns({ t, ago }: Words): Column<Row>[] {
  return [
    {
      id: "name",
      title: t("inventory.name"),
      width: "minmax(0, 2fr)",
      sort: "name",
      cell: (row) => <Thing id={row.entity}>{row.name}</Thing>,
    },
    {
      id: "owner",
      title: t("inventory.owner"),
      width: "minmax(0, 1.5fr)",
      sort: "owner",
      cell: (row) => row.owner?.name ?? <Status is="unowned">{t("inventory.unowned")}</Status>,
    },
    { id: "department", title: t("findings.department"), width: "minmax(0, 1.2fr)", sort: "department", cell: (row) => row.department ?? "" },
    { id: "sources", title: t("inventory.seen_by"), width: "minmax(0, 1.5fr)", cell: (row) => row.sources.join(", ") },
    {
      id: "last_seen",
      title: t("inventory.last_seen"),
      sort: "last_seen",
      cell: (row) => (row.last_seen ? ago(row.last_seen) : ""),
    },
    {
      id: "open",
      title: t("menu.findings"),
      width: "6rem",
      cell: (row) => row.open > 0 && <Status is="open">{t("part.open", { count: row.open })}</Status>,
    },
  ];
}
