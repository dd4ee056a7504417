/** Every page of the app. A new page is a file in `pages/` and one line here. */
import type { ComponentType } from "react";
import type { PlainKey } from "../words/words";
import type { Me } from "./me";

/** A page: where it is, its file, and its entry in the menu if it has one. */
interface Listed {
  readonly path: string;
  readonly load: () => Promise<{ default: ComponentType }>;
  readonly entry?: PlainKey;
  /** Who sees the entry; everyone where nothing is said. What is answered, the server decides. */
  readonly seen?: (me: Me) => boolean;
}

/** Who may do one of these beside what is theirs. */
const may = (...any: string[]) => (me: Me) => any.some((one) => me.may.includes(one));
/** Who is a person of the organisation, not an account of the house. */
const isPerson = (me: Me) => me.person != null;
/** Who leads a team or heads a department. */
const leads = (me: Me) => me.teams.length + me.departments.length > 0;
/** Who answers for others, or looks over all of it. */
const forOthers = (me: Me) => leads(me) || may("read_findings")(me);

export const PAGES: readonly Listed[] = [
  { path: "/", load: () => import("../pages/my-part"), entry: "menu.my_part" },
  { path: "/me/data", load: () => import("../pages/about-me"), entry: "menu.about_me", seen: isPerson },
  { path: "/team", load: () => import("../pages/team"), entry: "menu.team", seen: leads },
  { path: "/findings", load: () => import("../pages/findings"), entry: "menu.findings", seen: forOthers },
  { path: "/findings/$id", load: () => import("../pages/finding") },
  { path: "/inventory", load: () => import("../pages/inventory"), entry: "menu.inventory" },
  { path: "/e/$kind/$number", load: () => import("../pages/entity") },
  { path: "/rules", load: () => import("../pages/rules"), entry: "menu.rules" },
  { path: "/rules/new", load: () => import("../pages/rule-new") },
  { path: "/rules/$id", load: () => import("../pages/rule") },
  { path: "/responsibilities", load: () => import("../pages/responsibilities"), entry: "menu.matrix" },
  { path: "/sources", load: () => import("../pages/sources"), entry: "menu.sources", seen: may("read_sources") },
  { path: "/log", load: () => import("../pages/log"), entry: "menu.log", seen: may("read_log") },
  { path: "/settings", load: () => import("../pages/settings"), entry: "menu.settings" },
];

/** The pages of the menu, in its order. */
export const ENTRIES = PAGES.flatMap((page) => (page.entry ? [{ ...page, entry: page.entry }] : []));
