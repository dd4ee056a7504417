/** Who decided what, and when: the sealed log, the latest first. */
import type { Answer } from "../api/answer";
import { useList } from "../api/list";
import { useUrl } from "../app/url";
import { Answered, Empty } from "../parts/answered";
import { Find, ShowAll } from "../parts/filters";
import { Page } from "../parts/page";
import { LongTable, type Column } from "../parts/table";
import { useWords, type Words } from "../words/words";

type Row = Answer<"/api/v1/log">["items"][number];

const FILTERS = ["by", "subject", "kind"];

export default function Log() {
  const words = useWords();
  const { t } = words;
  const [asked] = useUrl();
  const list = useList("/api/v1/log", Object.fromEntries(FILTERS.map((name) => [name, asked[name]])));
  return (
    <Page title={t("menu.log")} about={t("log.about")}>
      <div className="row ends no-print">
        <Find name="by" label={t("log.by")} />
        <Find name="subject" label={t("log.subject")} />
        <ShowAll names={FILTERS} />
      </div>
      <Answered asked={list}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <Empty title={t("log.none")}><p>{t("inventory.none_why")}</p></Empty>
          ) : (
            <LongTable
              caption={t("menu.log")}
              columns={columns(words)}
              rows={rows}
              total={total}
              id={(row) => String(row.entry)}
              more={list.more}
            />
          )
        }
      </Answered>
    </Page>
  );
}

function columns({ t, time }: Words): Column<Row>[] {
  return [
    { id: "at", title: t("log.at"), width: "11rem", cell: (row) => time(row.at) },
    { id: "by", title: t("log.who"), width: "minmax(0, 1.2fr)", cell: (row) => row.by ?? t("log.machine") },
    { id: "action", title: t("log.what"), width: "minmax(0, 1fr)", cell: (row) => `${row.kind}: ${row.action}` },
    { id: "subject", title: t("log.subject"), width: "minmax(0, 2fr)", cell: (row) => row.subject },
    { id: "because", title: t("log.why"), width: "minmax(0, 2fr)", cell: (row) => row.because ?? "" },
    { id: "entry", title: t("log.entry"), width: "4rem", cell: (row) => row.entry },
  ];
}
