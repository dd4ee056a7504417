/** Asks the sources again, and tells when that is done. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, server } from "../api/client";
import { told } from "../api/problem";
import { useMe } from "../app/me";
import { useWords } from "../words/words";

/** Milliseconds between two looks at how far it is. */
const LOOK = 2_000;

export function CheckAgain() {
  const { t } = useWords();
  const queries = useQueryClient();
  const [job, setJob] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const asked = api.useQuery(
    "get",
    "/api/v1/jobs/{id}",
    { params: { path: { id: job ?? "" } } },
    { enabled: job !== null, refetchInterval: ({ state }) => (state.data?.state === "running" ? LOOK : false) },
  );
  const state = asked.data?.state;
  useEffect(() => {
    // Everything on the page may be otherwise by now.
    if (state === "done") void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== "/api/v1/jobs/{id}" });
  }, [state, queries]);
  const check = async () => {
    setWrong(null);
    const { data, error } = await server.POST("/api/v1/checks", {});
    if (data === undefined) return setWrong(told(error) ?? t("state.no_server"));
    setJob(data.job);
  };
  if (!useMe().may.includes("check_again")) return null;
  const running = job !== null && state !== "done" && state !== "failed";
  return (
    <span className="row no-print">
      <Button variant="default" size="xs" loading={running} onClick={() => void check()}>{t("check.again")}</Button>
      <span role="status">
        {running && t("check.running")}
        {state === "done" && t("check.done")}
        {state === "failed" && t("check.failed")}
        {wrong}
      </span>
    </span>
  );
}
