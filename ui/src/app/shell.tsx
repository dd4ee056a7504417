/** What stands around every page: the way past it, the menu, the language, the colours, the way out. */
import { NativeSelect, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { LANGUAGES, useWords, type Language } from "../words/words";
import { SignedIn, signOut, useMe } from "./me";
import { ENTRIES } from "./pages";

export function Shell() {
  return (
    <SignedIn>
      <Frame />
    </SignedIn>
  );
}

function Frame() {
  const { t } = useWords();
  const [open, menu] = useDisclosure(false);
  const main = useFocusOnNewPage(menu.close);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => skip(event, main.current)}>
        {t("shell.skip")}
      </a>
      <header className="top">
        <button
          type="button"
          className="plain-button menu-button"
          aria-expanded={open}
          aria-controls="menu"
          onClick={menu.toggle}
        >
          {t("shell.menu")}
        </button>
        <Link to="/" className="name">Allhands</Link>
        <span className="grow" />
        <Person />
      </header>
      <div className="frame">
        <nav id="menu" aria-label={t("shell.menu")} data-open={open || undefined}>
          <Menu />
          <div className="choices">
            <Languages />
            <Colours />
          </div>
        </nav>
        <main id="main" tabIndex={-1} ref={main}>
          <Outlet />
        </main>
      </div>
    </>
  );
}

function skip(event: { preventDefault(): void }, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** Who follows a link with a keyboard or a screen reader is taken to the new page's beginning. */
function useFocusOnNewPage(leave: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    leave();
    main.current?.focus({ preventScroll: true });
  }, [path, leave]);
  return main;
}

function Menu() {
  const { t } = useWords();
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const entries = ENTRIES.filter(({ seen }) => seen === undefined || seen(me));
  return (
    <ul className="plain-list">
      {entries.map(({ path: to, entry }) => {
        const here = to === "/" ? path === "/" : path.startsWith(to);
        return (
          <li key={to}>
            <Link to={to} className="entry" aria-current={here ? "page" : undefined}>{t(entry)}</Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Who is signed in, and the way out. */
function Person() {
  const { t } = useWords();
  const me = useMe();
  return (
    <>
      <span className="who">{me.name}</span>
      <button type="button" className="plain-button" onClick={() => void signOut()}>
        {t("shell.sign_out")}
      </button>
    </>
  );
}

function Languages() {
  const { t, language, choose } = useWords();
  const names = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  return (
    <NativeSelect
      label={t("shell.language")}
      size="xs"
      data={names}
      value={language === "pseudo" ? "en" : language}
      onChange={(event) => choose(event.currentTarget.value as Language)}
    />
  );
}

function Colours() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <NativeSelect
      label={t("shell.colours")}
      size="xs"
      data={[
        { value: "auto", label: t("shell.colours_auto") },
        { value: "light", label: t("shell.colours_light") },
        { value: "dark", label: t("shell.colours_dark") },
      ]}
      value={colorScheme}
      onChange={(event) => setColorScheme(event.currentTarget.value as "auto" | "light" | "dark")}
    />
  );
}
