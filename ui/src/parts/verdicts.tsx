/** How many things come to which verdict. Unknown is never counted as expected. */
import { useWords } from "../words/words";
import { Shares } from "./bar";

export interface Counts {
  readonly met: number;
  readonly missed: number;
  readonly unknown: number;
}

export function Verdicts({ counts, label }: { counts: Counts; label: string }) {
  const { t } = useWords();
  return (
    <Shares
      label={label}
      of={[
        { id: "met", is: "met", word: t("verdict.met"), count: counts.met, colour: "var(--ah-blue)" },
        { id: "missed", is: "late", word: t("verdict.missed"), count: counts.missed, colour: "var(--ah-vermillion)" },
        { id: "unknown", is: "unknown", word: t("verdict.unknown"), count: counts.unknown, colour: "var(--ah-line)" },
      ]}
    />
  );
}
