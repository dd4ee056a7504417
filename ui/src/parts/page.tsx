/** The frame of a page: its heading, its name in the browser, its parts. */
import { useEffect, type ReactNode } from "react";

export function Page(props: { title: string; about?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · Allhands`;
  }, [props.title]);
  return (
    <div className="page">
      <header>
        <h1>{props.title}</h1>
        {props.about !== undefined && <div className="quiet">{props.about}</div>}
      </header>
      {props.children}
    </div>
  );
}
