/** What one person has to do, each with its reason, its steps, its date and what they can answer. */
import { Link } from "@tanstack/react-router";
import type { Answer } from "../api/answer";
import { api } from "../api/client";
import { useMe } from "../app/me";
import { Answered, Empty } from "../parts/answered";
import { answersOf } from "../parts/answers";
import { CheckAgain } from "../parts/check-again";
import { Page } from "../parts/page";
import { Say } from "../parts/said";
import { FindingStatus } from "../parts/standing";
import { Status } from "../parts/status";
import { FindingLink } from "../parts/thing";
import { useWords } from "../words/words";

type Part = Answer<"/api/v1/me/part">;
type Todo = Part["to_do"][number];

export default function MyPart() {
  return useMe().person == null ? <House /> : <Person />;
}

/** An account of the house has no part of its own. */
function House() {
  const { t } = useWords();
  return (
    <Page title={t("menu.my_part")}>
      <Empty title={t("part.house")}><p>{t("part.house_why")}</p></Empty>
    </Page>
  );
}

function Person() {
  const { t } = useWords();
  const part = api.useQuery("get", "/api/v1/me/part");
  return (
    <Page title={part.data ? t("part.title", { name: part.data.name }) : t("menu.my_part")}>
      <Answered asked={part}>{(data) => <Todos part={data} />}</Answered>
    </Page>
  );
}

function Todos({ part }: { part: Part }) {
  const { t, ago } = useWords();
  return (
    <>
      <div className="row">
        {t("part.count", { count: part.to_do.length })}{" "}
        {part.minutes > 0 && t("part.minutes", { count: part.minutes })}{" "}
        <span className="quiet">{t("part.checked", { ago: ago(part.as_of) })}</span> <CheckAgain />
      </div>
      {part.to_do.length === 0 && <Empty title={t("part.nothing")}><p>{t("part.nothing_why")}</p></Empty>}
      <ol className="plain-list">
        {part.to_do.map((todo, place) => <Tile key={todo.finding} todo={todo} place={place + 1} />)}
      </ol>
      <Waits part={part} />
      <Yours part={part} />
      <p className="quiet">{t("part.fair")} <Link to="/me/data">{t("menu.about_me")}</Link></p>
    </>
  );
}

/** What waits for a check or for somebody else, and what is over. */
function Waits({ part }: { part: Part }) {
  const { t } = useWords();
  return (
    <>
      {part.waiting.length > 0 && (
        <section aria-label={t("part.waiting")}>
          <h2>{t("part.waiting")}</h2>
          <ul className="plain-list">
            {part.waiting.map((todo) => (
              <li key={todo.finding} className="row">
                <FindingLink id={todo.finding}>{todo.title}: {todo.thing_name}</FindingLink>
                <FindingStatus finding={todo} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {part.done.length > 0 && (
        <section aria-label={t("part.done")}>
          <h2>{t("part.done")}</h2>
          <ul className="plain-list">
            {part.done.map((done) => (
              <li key={done.finding}>
                <Status is="met">{done.title}: {done.thing_name}, {done.words}</Status>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** What is theirs, and what they answer for. */
function Yours({ part }: { part: Part }) {
  const { t } = useWords();
  const me = useMe();
  return (
    <>
      {part.things.length > 0 && (
        <section aria-label={t("part.things")}>
          <h2>{t("part.things")}</h2>
          <ul className="plain-list row">
            {part.things.map((things) => (
              <li key={things.kind}>
                <Link to="/inventory" search={{ kind: things.kind, owner: me.name } as never}>
                  {t("part.kind", { count: things.count, kind: things.plural })}
                </Link>{" "}
                {things.open > 0 && <Status is="open">{t("part.open", { count: things.open })}</Status>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {part.duties.length > 0 && (
        <section aria-label={t("part.duties")}>
          <h2>{t("part.duties")}</h2>
          <ul>
            {part.duties.map((duty) => (
              <li key={`${duty.activity} ${duty.letter} ${duty.unit ?? ""}`}>
                {duty.title}{duty.unit ? ` (${duty.unit})` : ""}: {duty.word}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Tile({ todo, place }: { todo: Todo; place: number }) {
  const { t } = useWords();
  return (
    <li className="tile marked">
      <div className="row spread">
        <h2>{place}. {todo.title}</h2>
        <FindingStatus finding={todo} />
      </div>
      <p>{todo.message === "" ? todo.thing_name : todo.message}</p>
      {todo.because !== "" && <p className="quiet">{t("part.why", { reason: todo.because })}</p>}
      {todo.steps.length > 0 && (
        <ol>{todo.steps.map((step) => <li key={step}>{step}</li>)}</ol>
      )}
      <Say about={`${todo.title}: ${todo.thing_name}`} choices={answersOf(todo.finding, t)} />
      <p className="small">
        <span className="quiet">{t("part.yours", { reason: todo.yours_because })}</span>{" "}
        <FindingLink id={todo.finding}>{t("part.how_found")}</FindingLink>
      </p>
    </li>
  );
}
