/** What is known of a thing: whose it is and why, what each source says, why its records are one. */
import type { Answer } from "../api/answer";
import { asSentence } from "../api/problem";
import { SmallTable } from "../parts/small-table";
import { Status } from "../parts/status";
import { Thing } from "../parts/thing";
import { useWords } from "../words/words";

type Story = Answer<"/api/v1/entities/{kind}/{number}">;
type Field = Story["fields"][number];

/** Who answers for a thing, and on what evidence. */
export function Owner({ owner }: { owner: Story["owner"] }) {
  const { t, day } = useWords();
  return (
    <section aria-label={t("entity.owner")}>
      <h2>{t("entity.owner")}</h2>
      <p>{owner.owner ? asSentence(owner.says) : <Status is="unowned">{asSentence(owner.says)}</Status>}</p>
      <Lines of={owner.because} />
      {owner.disputed && <p><Status is="waiting">{asSentence(owner.disputed)}</Status></p>}
      {owner.to_confirm && <p className="quiet">{t("entity.to_confirm", { day: day(owner.to_confirm) })}</p>}
      {owner.others.length > 0 && (
        <>
          <h3>{t("entity.disagree")}</h3>
          <Lines of={owner.others} />
        </>
      )}
    </section>
  );
}

/** What each source says, field by field, and where that leads to. */
export function Fields({ story }: { story: Story }) {
  const { t, ago } = useWords();
  return (
    <section aria-label={t("entity.from")}>
      <h2>{t("entity.from")}</h2>
      {story.masked && <p className="quiet">{t("entity.masked")}</p>}
      <SmallTable
        caption={t("entity.from")}
        rows={story.fields}
        id={(field) => field.field}
        columns={[
          { title: t("entity.field"), cell: (field) => field.field },
          { title: t("entity.value"), cell: (field) => <Value of={field} /> },
          { title: t("entity.source"), cell: (field) => field.source ?? "" },
          { title: t("entity.as_of"), cell: (field) => (field.as_of ? ago(field.as_of) : "") },
          { title: t("entity.others"), cell: (field) => <Others of={field.others} /> },
        ]}
      />
      {story.links.length > 0 && (
        <>
          <h3>{t("entity.links")}</h3>
          <SmallTable
            caption={t("entity.links")}
            rows={story.links.map((link, place) => ({ ...link, place }))}
            id={({ place }) => String(place)}
            columns={[
              { title: t("entity.link"), cell: (link) => link.link },
              {
                title: t("entity.to"),
                cell: (link) =>
                  link.to ? (
                    <Thing id={link.to.id}>{link.to.name}</Thing>
                  ) : (
                    <Status is="unknown">{link.dangling ? asSentence(link.dangling) : t("inventory.unowned")}</Status>
                  ),
              },
              { title: t("entity.source"), cell: (link) => link.source },
            ]}
          />
        </>
      )}
    </section>
  );
}

function Value({ of: field }: { of: Field }) {
  const { t, value } = useWords();
  if (field.reading === "unknown") return <Status is="unknown">{t("entity.unknown")}</Status>;
  return <>{field.reading === "none" ? t("entity.none") : value(field.value ?? "")}</>;
}

/** What other sources say of a field: the same, or something else. */
function Others({ of }: { of: Field["others"] }) {
  const { t, value } = useWords();
  if (of.length === 0) return null;
  return (
    <ul className="plain-list">
      {of.map((other, place) => (
        <li key={place}>
          {other.differs ? (
            <Status is="soon">{t("entity.differs", { source: other.source, value: other.value ? value(other.value) : t("entity.none") })}</Status>
          ) : (
            t("entity.same", { source: other.source })
          )}
        </li>
      ))}
    </ul>
  );
}

/** The records it was put together from, and why they are one. */
export function Records({ story }: { story: Story }) {
  const { t, ago } = useWords();
  return (
    <section aria-label={t("entity.why_one")}>
      <h2>{t("entity.why_one")}</h2>
      {story.tier === "probable" && <p><Status is="unknown">{t("entity.probable")}</Status></p>}
      <SmallTable
        caption={t("entity.records")}
        rows={story.records}
        id={(record) => `${record.source} ${record.native_id}`}
        columns={[
          { title: t("entity.source"), cell: (record) => record.source },
          { title: t("entity.calls_it"), cell: (record) => record.label },
          { title: t("entity.native_id"), cell: (record) => record.native_id },
          { title: t("inventory.last_seen"), cell: (record) => ago(record.last_seen) },
        ]}
      />
      <Lines of={story.merged} />
      {story.refused.length + story.ignored.length > 0 && (
        <>
          <h3>{t("entity.refused")}</h3>
          <Lines of={[...story.refused, ...story.ignored]} />
        </>
      )}
    </section>
  );
}

function Lines({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return <ul>{of.map((line) => <li key={line}>{asSentence(line)}</li>)}</ul>;
}
