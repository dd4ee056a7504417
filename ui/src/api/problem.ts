/** What the server says when it cannot do what was asked (RFC 9457). */

export interface Problem {
  /** What is wrong, without a capital and a full stop. */
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** What to do next, the best first. */
  readonly advice?: readonly string[];
}

/** Whether something that was thrown is such an answer. */
export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "title" in error && "status" in error;
}

/** What is wrong and what to do, as sentences; nothing where it is no answer of the server. */
export function told(error: unknown): string | null {
  if (!isProblem(error)) return null;
  return [error.title, ...(error.advice ?? []).slice(0, 1)].map(asSentence).join(" ");
}

/** `nobody is signed in` as `Nobody is signed in.` */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  const end = /[.!?:]$/.test(trimmed) ? "" : ".";
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + end;
}
