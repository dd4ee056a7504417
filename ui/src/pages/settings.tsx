/** Tokens with which programs of one's own may ask. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, server } from "../api/client";
import { told } from "../api/problem";
import { Answered } from "../parts/answered";
import { Page } from "../parts/page";
import { SmallTable } from "../parts/small-table";
import { useWords } from "../words/words";

export default function Settings() {
  const { t } = useWords();
  return (
    <Page title={t("menu.settings")} about={t("settings.about")}>
      <h2>{t("settings.tokens")}</h2>
      <Tokens />
      <h2>{t("settings.new")}</h2>
      <New />
    </Page>
  );
}

function Tokens() {
  const { t, day } = useWords();
  const queries = useQueryClient();
  const tokens = api.useQuery("get", "/api/v1/me/tokens");
  const end = async (id: string) => {
    await server.DELETE("/api/v1/me/tokens/{id}", { params: { path: { id } } });
    await queries.invalidateQueries();
  };
  return (
    <Answered asked={tokens}>
      {(all) =>
        all.length === 0 ? (
          <p>{t("settings.no_tokens")}</p>
        ) : (
          <SmallTable
            caption={t("settings.tokens")}
            rows={all}
            id={({ id }) => id}
            columns={[
              { title: t("settings.name"), cell: ({ name }) => name },
              { title: t("settings.scope"), cell: ({ scope }) => t(`settings.${scope}`) },
              { title: t("settings.ends"), cell: ({ ends_at }) => day(ends_at) },
              {
                title: t("settings.end"),
                cell: ({ id, name }) => (
                  <Button variant="default" size="xs" onClick={() => void end(id)} aria-label={t("settings.end_one", { name })}>
                    {t("settings.end")}
                  </Button>
                ),
              },
            ]}
          />
        )
      }
    </Answered>
  );
}

function New() {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "write">("read");
  const [days, setDays] = useState("30");
  const [wrong, setWrong] = useState<string | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    setMade(null);
    const body = { name: name.trim(), scope, days: Number(days) };
    const { data, error } = await server.POST("/api/v1/me/tokens", { body });
    if (data === undefined) return setWrong(told(error) ?? t("state.no_server"));
    setWrong(null);
    setName("");
    setMade(data.token);
    await queries.invalidateQueries();
  };
  return (
    <form onSubmit={(event) => void make(event)}>
      <div className="row ends">
        <TextInput
          label={t("settings.name")}
          value={name}
          error={wrong}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("settings.scope")}
          data={[{ value: "read", label: t("settings.read") }, { value: "write", label: t("settings.write") }]}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value === "write" ? "write" : "read")}
        />
        <TextInput
          label={t("settings.days")}
          type="number"
          min={1}
          max={365}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button type="submit">{t("settings.make")}</Button>
      </div>
      <div role="status">
        {made && (
          <>
            <p>{t("settings.made")}</p>
            <pre className="code">{made}</pre>
          </>
        )}
      </div>
    </form>
  );
}
