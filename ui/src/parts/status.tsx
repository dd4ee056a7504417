/** The one way a status is shown: a word, a shape and a colour, and never a colour alone. */
import type { ReactNode } from "react";

/** What can be said of a thing at a glance. */
export type Standing =
  | "late" | "soon" | "open" | "waiting" | "met" | "unknown" | "excepted" | "closed" | "unowned";

interface Look { readonly colour: string; readonly shape: ReactNode }

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.5 } as const;
const filled = (colour: string) => ({ fill: colour, stroke: "currentColor", strokeWidth: 1 });

const LOOKS: Readonly<Record<Standing, Look>> = {
  late: look("var(--ah-vermillion)", (f) => <path d="M8 1.5 15 14H1z" {...f} />),
  soon: look("var(--ah-orange)", (f) => <path d="M8 1 15 8 8 15 1 8z" {...f} />),
  open: look("var(--ah-blue)", (f) => <circle cx="8" cy="8" r="6" {...f} />),
  waiting: look("var(--ah-sky)", (f) => (
    <>
      <circle cx="8" cy="8" r="6" {...line} />
      <path d="M8 2a6 6 0 0 1 0 12z" {...f} />
    </>
  )),
  met: look("var(--ah-blue)", () => <path d="M2 8.5 6.5 13 14 4" {...line} strokeWidth={2.5} />),
  unknown: look("transparent", () => <circle cx="8" cy="8" r="6" {...line} strokeDasharray="3 2" />),
  excepted: look("var(--ah-sky)", (f) => <rect x="2" y="4" width="12" height="8" {...f} />),
  closed: look("transparent", () => <path d="M3 8h10" {...line} strokeWidth={2.5} />),
  unowned: look("var(--ah-orange)", (f) => <path d="M5 1.5h6l3.5 6.5-3.5 6.5H5L1.5 8z" {...f} />),
};

function look(colour: string, draw: (fill: ReturnType<typeof filled>) => ReactNode): Look {
  return { colour, shape: draw(filled(colour)) };
}

/** A status: `is` chooses the shape and the colour, the children are its word. */
export function Status(props: { is: Standing; children: ReactNode }) {
  return (
    <span className="status" data-status={props.is}>
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        {LOOKS[props.is].shape}
      </svg>
      <span>{props.children}</span>
    </span>
  );
}
