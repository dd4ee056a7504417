/** One thing: whose it is and why, what is known of it and from where, why its records are one. */
import { Link, useParams } from "@tanstack/react-router";
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { Answered } from "../parts/answered";
import { Page } from "../parts/page";
import { FindingStatus } from "../parts/standing";
import { FindingLink } from "../parts/thing";
import { Fields, Owner, Records } from "../inventory/about";
import { useWords } from "../words/words";

type Story = Answer<"/api/v1/entities/{kind}/{number}">;

export default function Entity() {
  const { t } = useWords();
  const { kind, number } = useParams({ strict: false }) as { kind: string; number: string };
  const thing = api.useQuery("get", "/api/v1/entities/{kind}/{number}", {
    params: { path: { kind, number: Number(number) } },
  });
  return (
    <Page title={thing.data?.name ?? t("entity.title")} about={<Link to="/inventory" search={{ kind } as never}>{t("menu.inventory")}</Link>}>
      <Answered asked={thing}>
        {(data) => (
          <>
            <Summary story={data} />
            <Owner owner={data.owner} />
            <Fields story={data} />
            <Records story={data} />
          </>
        )}
      </Answered>
    </Page>
  );
}

/** Where it belongs, whether it is still there, and what is missed. */
function Summary({ story }: { story: Story }) {
  const { t } = useWords();
  return (
    <>
      <dl className="facts">
        {story.department && (
          <>
            <dt>{t("findings.department")}</dt>
            <dd>{story.department}</dd>
          </>
        )}
        <dt>{t("entity.life")}</dt>
        <dd>{story.life_words}</dd>
      </dl>
      <section aria-label={t("menu.findings")}>
        <h2>{t("menu.findings")}</h2>
        {story.findings.length === 0 && <p>{t("entity.no_findings")}</p>}
        <ul className="plain-list">
          {story.findings.map((finding) => (
            <li key={finding.id} className="row">
              <FindingLink id={finding.id}>{finding.title}</FindingLink>
              <FindingStatus finding={finding} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
