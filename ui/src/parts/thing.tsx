/** A link to a thing of the inventory: `device-12` is `/e/device/12`. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

export function Thing({ id, children }: { id: string; children: ReactNode }) {
  return <Link to={thingPath(id)}>{children}</Link>;
}

/** The page of a thing. */
export function thingPath(id: string): string {
  const cut = id.lastIndexOf("-");
  return `/e/${id.slice(0, cut)}/${id.slice(cut + 1)}`;
}

/** A link to a finding. */
export function FindingLink({ id, children }: { id: string; children: ReactNode }) {
  return <Link to={findingPath(id)}>{children}</Link>;
}

/** The page of a finding. */
export function findingPath(id: string): string {
  return `/findings/${encodeURIComponent(id)}`;
}

/** A link to a rule. */
export function RuleLink({ id, children }: { id: string; children: ReactNode }) {
  return <Link to={`/rules/${encodeURIComponent(id)}`}>{children}</Link>;
}
