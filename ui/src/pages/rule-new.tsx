/** Writing a rule: the form on one side, what it would come to on the other, always up to date. */
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef, useState, type RefObject } from "react";
import { useUrl } from "../app/url";
import { Page } from "../parts/page";
import { SEVERITIES } from "../parts/standing";
import { documentOf, EMPTY, sentenceLine, type Draft } from "../rules/document";
import { Preview, type Place } from "../rules/preview";
import { useWords } from "../words/words";

/** Milliseconds after the last key before the server is asked. */
const WAIT_AFTER_TYPING = 350;

/** Rules are written in English, whatever the language of the page. */
const EXAMPLE = { sentence: "Every company-owned laptop must have disk encryption on", within: "14 days" };

type Set = (changes: Partial<Draft>) => void;

export default function NewRule() {
  const { t } = useWords();
  const [asked] = useUrl();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, sentence: asked["sentence"] ?? "" });
  const set: Set = (changes) => setDraft((before) => ({ ...before, ...changes }));
  const [text] = useDebouncedValue(documentOf(draft), WAIT_AFTER_TYPING);
  const field = useRef<HTMLTextAreaElement>(null);
  const show = (place: Place) => select(field.current, text, place);
  return (
    <Page title={t("write.title")} about={t("write.about")}>
      <div className="two">
        <form onSubmit={(event) => event.preventDefault()} aria-label={t("write.title")}>
          <Sentence draft={draft} set={set} field={field} />
          <Rest draft={draft} set={set} />
        </form>
        <section aria-label={t("write.preview")} className="beside">
          <h2>{t("write.preview")}</h2>
          {draft.sentence.trim() === "" ? (
            <p className="quiet">{t("write.nothing_yet")}</p>
          ) : (
            <Preview text={text} onPlace={show} />
          )}
        </section>
      </div>
      {draft.title.trim() !== "" && (
        <section aria-label={t("write.document")}>
          <h2>{t("write.document")}</h2>
          <p className="quiet">{t("write.document_help")}</p>
          <pre className="code" role="region" aria-label={t("write.document")} tabIndex={0}>{documentOf(draft)}</pre>
        </section>
      )}
    </Page>
  );
}

/** Puts the cursor where a mistake of the text stands, as far as that is in the sentence. */
function select(field: HTMLTextAreaElement | null, text: string, { line, column }: Place): void {
  if (field === null) return;
  const within = line - sentenceLine(text);
  const before = field.value.split("\n").slice(0, Math.max(0, within)).join("\n");
  const at = before.length + (within > 0 ? 1 : 0) + Math.max(0, column - (text.includes("Expectation:") ? 3 : 1));
  field.focus();
  field.setSelectionRange(at, Math.min(field.value.length, at + 1));
}

function Sentence({ draft, set, field }: { draft: Draft; set: Set; field: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useWords();
  return (
    <Textarea
      ref={field}
      label={t("write.sentence")}
      description={t("write.sentence_help")}
      placeholder={EXAMPLE.sentence}
      rows={5}
      spellCheck={false}
      value={draft.sentence}
      onChange={(event) => set({ sentence: event.currentTarget.value })}
      mb="md"
    />
  );
}

function Rest({ draft, set }: { draft: Draft; set: Set }) {
  const { t } = useWords();
  const text = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
    mb: "sm" as const,
  });
  return (
    <>
      <TextInput label={t("write.name")} description={t("write.name_help")} {...text("title")} />
      <Textarea label={t("write.because")} description={t("write.because_help")} rows={2} {...text("because")} />
      <div className="row ends">
        <NativeSelect
          label={t("findings.severity")}
          data={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          {...text("severity")}
        />
        <TextInput label={t("write.within")} placeholder={EXAMPLE.within} {...text("within")} />
      </div>
      <TextInput label={t("write.activity")} description={t("write.activity_help")} {...text("activity")} />
      <TextInput label={t("write.fixed_by")} description={t("write.fixed_by_help")} {...text("fixedBy")} />
      <Textarea label={t("write.message")} rows={2} {...text("message")} />
      <Textarea label={t("write.steps")} description={t("write.steps_help")} rows={3} {...text("steps")} />
      <Textarea label={t("write.tests")} description={t("write.tests_help")} rows={6} spellCheck={false} {...text("tests")} />
    </>
  );
}

