/** Filters above a list. What is chosen stands in the address, so that a link shows the same. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useUrl } from "../app/url";
import { useWords } from "../words/words";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of several; nothing chosen is all. `name` is the word of the API and of the address. */
export function Choose(props: { name: string; label: string; choices: readonly Choice[]; all?: string }) {
  const { t } = useWords();
  const [asked, ask] = useUrl();
  return (
    <NativeSelect
      label={props.label}
      data={[{ value: "", label: props.all ?? t("filter.all") }, ...props.choices]}
      value={asked[props.name] ?? ""}
      onChange={(event) => ask({ [props.name]: event.currentTarget.value || undefined })}
    />
  );
}

/** Words to find; asked a moment after the last key. */
export function Find(props: { name: string; label: string }) {
  const [asked, ask] = useUrl();
  const [typed, type] = useState(asked[props.name] ?? "");
  const later = useDebouncedCallback((text: string) => ask({ [props.name]: text || undefined }), 250);
  return (
    <TextInput
      type="search"
      label={props.label}
      value={typed}
      onChange={(event) => {
        type(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}

/** Takes all filters away, where any is set. */
export function ShowAll(props: { names: readonly string[] }) {
  const { t } = useWords();
  const [asked, ask] = useUrl();
  if (props.names.every((name) => asked[name] === undefined)) return null;
  const none = Object.fromEntries(props.names.map((name) => [name, undefined]));
  return <Button variant="default" onClick={() => ask(none)}>{t("filter.none")}</Button>;
}
