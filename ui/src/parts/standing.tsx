/** How a finding stands, in a word and a shape: the same on every page. */
import { now, useWords, type Words } from "../words/words";
import { Status, type Standing } from "./status";

/** As much of a finding as says how it stands. */
export interface Stands {
  readonly state: string;
  readonly due?: string | null;
}

const DAY = 86_400_000;
const SOON = 7 * DAY;

const BY_STATE: Readonly<Record<string, Standing>> = {
  detected: "unknown",
  fix_claimed: "waiting",
  verifying: "waiting",
  disputed: "waiting",
  exception_requested: "waiting",
  excepted: "excepted",
  closed: "closed",
};

/** The shape of a finding's status. */
export function standing({ state, due }: Stands): Standing {
  const other = BY_STATE[state];
  if (other !== undefined) return other;
  const left = due ? Date.parse(due) - now() : Number.POSITIVE_INFINITY;
  if (left < 0) return "late";
  return left < SOON ? "soon" : "open";
}

/** How a finding stands in words: `overdue, 3 days ago`, `by Wed 17 Jun`. */
export function standingWords(finding: Stands, words: Words): string {
  const { t } = words;
  const is = standing(finding);
  if (is === "late" && finding.due) return t("standing.late", { ago: words.ago(finding.due) });
  if ((is === "soon" || is === "open") && finding.due) return t("standing.by", { day: words.day(finding.due) });
  switch (finding.state) {
    case "detected": return t("standing.detected");
    case "fix_claimed": return t("standing.fix_claimed");
    case "verifying": return t("standing.verifying");
    case "disputed": return t("standing.disputed");
    case "exception_requested": return t("standing.exception_requested");
    case "excepted": return t("standing.excepted");
    case "closed": return t("standing.closed");
    default: return t("standing.open");
  }
}

export function FindingStatus({ finding }: { finding: Stands }) {
  const words = useWords();
  return <Status is={standing(finding)}>{standingWords(finding, words)}</Status>;
}

/** The severities, the worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;

/** How much harm it could do, in a word. */
export function Severity({ of }: { of: string }) {
  const { t } = useWords();
  switch (of) {
    case "critical": return <strong>{t("severity.critical")}</strong>;
    case "high": return <>{t("severity.high")}</>;
    case "medium": return <>{t("severity.medium")}</>;
    case "low": return <>{t("severity.low")}</>;
    default: return <>{of}</>;
  }
}
