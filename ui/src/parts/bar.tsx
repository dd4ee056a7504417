/** Shares of a whole as a bar, with the numbers in words beside it: nobody has to see the colours. */
import type { Standing } from "./status";
import { Status } from "./status";
import { useWords } from "../words/words";

export interface Share {
  readonly id: string;
  readonly is: Standing;
  readonly word: string;
  readonly count: number;
  readonly colour: string;
}

export function Shares({ of, label }: { of: readonly Share[]; label: string }) {
  const { number } = useWords();
  const all = of.reduce((sum, { count }) => sum + count, 0);
  return (
    <div role="group" aria-label={label}>
      <div className="bar" aria-hidden="true">
        {all > 0 && of.map(({ id, count, colour }) => (
          <span key={id} style={{ inlineSize: `${(100 * count) / all}%`, background: colour }} />
        ))}
      </div>
      <ul className="plain-list row">
        {of.map(({ id, is, word, count }) => (
          <li key={id}>
            <Status is={is}>{number(count)} {word}</Status>
          </li>
        ))}
      </ul>
    </div>
  );
}
