/** An address that leads nowhere. */
import { Link } from "@tanstack/react-router";
import { useWords } from "../words/words";
import { Page } from "./page";

export function NotThere() {
  const { t } = useWords();
  return (
    <Page title={t("state.not_there")}>
      <p>{t("state.not_there_why")}</p>
      <p>
        <Link to="/">{t("menu.my_part")}</Link>
      </p>
    </Page>
  );
}
