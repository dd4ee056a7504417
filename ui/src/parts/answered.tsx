/** What stands where an answer is not there: not yet, not for you, not any more, or not at all. */
import { Button, Skeleton } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { isProblem, told } from "../api/problem";
import { useWords, type PlainKey } from "../words/words";

/** As much of a query as is needed to show it. */
interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  refetch(): unknown;
}

/** Draws `children` with the answer, or says why there is none. */
export function Answered<Data>(props: {
  asked: Asked<Data>;
  children: (data: NonNullable<Data>) => ReactNode;
}) {
  const { data, error } = props.asked;
  if (data !== undefined && data !== null) return props.children(data);
  if (error !== null && error !== undefined) {
    return <Missing error={error} again={() => void props.asked.refetch()} />;
  }
  return <Waiting />;
}

/** Nothing for a third of a second, then the shape of what is to come. */
export function Waiting() {
  const { t } = useWords();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-busy="true">
      <span className="said">{late ? t("state.waiting") : ""}</span>
      {late && [72, 48, 60].map((width) => (
        <Skeleton key={width} height={18} width={`${width}%`} mb="sm" aria-hidden="true" />
      ))}
    </div>
  );
}

const TITLES: Readonly<Record<number, PlainKey>> = {
  403: "state.no_right",
  404: "state.not_there",
  429: "state.too_much",
};

/** An answer that did not come, with the next step. */
export function Missing(props: { error: unknown; again?: () => void }) {
  const { t } = useWords();
  const status = isProblem(props.error) ? props.error.status : 0;
  const final = status === 403 || status === 404;
  return (
    <div className="tile" role="alert">
      <h2>{t(TITLES[status] ?? "state.broken")}</h2>
      <p>{told(props.error) ?? t("state.no_server")}</p>
      {!final && props.again && <Button onClick={props.again}>{t("state.again")}</Button>}
    </div>
  );
}

/** Nothing is there: why, and what to do next. */
export function Empty(props: { title: string; children?: ReactNode }) {
  return (
    <div className="tile">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
