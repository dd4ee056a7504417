/** Saying something about a finding: what is fixed, what is not mine, what is not true. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { told } from "../api/problem";
import { useWords } from "../words/words";

/** One thing that can be said, with what it needs to be said with. */
export interface Sayable {
  readonly id: string;
  readonly label: string;
  /** What comes of it, in a sentence. */
  readonly then: string;
  readonly because: string;
  readonly further?: { readonly name: string; readonly label: string; readonly type?: "date" };
  /** Sends it; answers the problem, if there was one. */
  readonly say: (because: string, further: string) => Promise<{ error?: unknown }>;
}

/** Buttons for what can be said; the chosen one opens a short form below. */
export function Say({ choices, about }: { choices: readonly Sayable[]; about: string }) {
  const { t } = useWords();
  const [chosen, choose] = useState<Sayable | null>(null);
  const [done, setDone] = useState<ReactNode>(null);
  const buttons = useRef<HTMLDivElement>(null);
  return (
    <div className="no-print">
      <div className="row" role="group" aria-label={t("say.about", { thing: about })} ref={buttons}>
        {choices.map((choice) => (
          <Button
            key={choice.id}
            variant={chosen?.id === choice.id ? "filled" : "default"}
            aria-expanded={chosen?.id === choice.id}
            onClick={() => {
              setDone(null);
              choose(chosen?.id === choice.id ? null : choice);
            }}
          >
            {choice.label}
          </Button>
        ))}
      </div>
      {chosen && (
        <Form
          key={chosen.id}
          choice={chosen}
          leave={(said) => {
            choose(null);
            setDone(said);
            buttons.current?.querySelector("button")?.focus();
          }}
        />
      )}
      <p role="status">{done}</p>
    </div>
  );
}

function Form({ choice, leave }: { choice: Sayable; leave: (said: ReactNode) => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [because, setBecause] = useState("");
  const [further, setFurther] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (because.trim() === "") return setWrong(t("say.because_missing"));
    setBusy(true);
    const { error } = await choice.say(because.trim(), further.trim()).catch((thrown: unknown) => ({ error: thrown }));
    setBusy(false);
    if (error !== undefined) {
      return setWrong(told(error) ?? t("state.no_server"));
    }
    leave(`${t("say.thanks")} ${choice.then}`);
    await queries.invalidateQueries();
  };
  return (
    <form onSubmit={(event) => void send(event)} noValidate className="tile" style={{ marginBlockStart: "0.75rem" }}>
      <p id={id}>{choice.then}</p>
      {choice.further && (
        <TextInput
          label={choice.further.label}
          type={choice.further.type ?? "text"}
          value={further}
          onChange={(event) => setFurther(event.currentTarget.value)}
          mb="sm"
          autoFocus
        />
      )}
      <Textarea
        label={choice.because}
        aria-describedby={id}
        value={because}
        error={wrong}
        autosize={false}
        rows={2}
        autoFocus={choice.further === undefined}
        onChange={(event) => {
          setBecause(event.currentTarget.value);
          setWrong(null);
        }}
        mb="sm"
      />
      <div className="row">
        <Button type="submit" loading={busy}>{t("say.send")}</Button>
        <Button variant="default" onClick={() => leave(null)}>{t("say.leave")}</Button>
      </div>
    </form>
  );
}
