/** What is collected about the one who asks, by which sources, and what is theirs. */
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { Fields, Records } from "../inventory/about";
import { Answered } from "../parts/answered";
import { Page } from "../parts/page";
import { SmallTable } from "../parts/small-table";
import { Thing } from "../parts/thing";
import { useWords } from "../words/words";

type Data = Answer<"/api/v1/me/data">;

export default function AboutMe() {
  const { t } = useWords();
  const data = api.useQuery("get", "/api/v1/me/data");
  return (
    <Page title={t("menu.about_me")} about={t("about_me.about")}>
      <Answered asked={data}>
        {(known) => (
          <>
            <Sources of={known.sources} />
            <Things of={known.things} />
            <Fields story={known.you} />
            <Records story={known.you} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Sources({ of }: { of: Data["sources"] }) {
  const { t, number } = useWords();
  return (
    <section aria-label={t("about_me.sources")}>
      <h2>{t("about_me.sources")}</h2>
      <SmallTable
        caption={t("about_me.sources")}
        rows={of}
        id={(source) => source.source}
        columns={[
          { title: t("entity.source"), cell: (source) => source.source },
          { title: t("about_me.fields"), cell: (source) => source.fields.join(", ") },
          { title: t("about_me.things_told"), cell: (source) => number(source.things) },
        ]}
      />
    </section>
  );
}

function Things({ of }: { of: Data["things"] }) {
  const { t } = useWords();
  return (
    <section aria-label={t("part.things")}>
      <h2>{t("part.things")}</h2>
      {of.length === 0 && <p>{t("about_me.no_things")}</p>}
      <ul>
        {of.map((thing) => (
          <li key={thing.entity}>
            <Thing id={thing.entity}>{thing.name}</Thing>{" "}
            <span className="quiet">{t("about_me.seen_by", { sources: thing.sources.join(", ") })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
