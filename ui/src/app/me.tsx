/** Who is signed in, and what they may do. */
import { createContext, use, type ReactNode } from "react";
import { api, server } from "../api/client";
import type { Answer } from "../api/answer";
import { Answered } from "../parts/answered";
import { takeTime } from "../words/words";

export type Me = Answer<"/api/v1/me">;

const Context = createContext<Me | null>(null);

/** Asks who is signed in before anything else is drawn: dates are written in their zone. */
export function SignedIn(props: { children: ReactNode }) {
  const me = api.useQuery("get", "/api/v1/me", {}, { staleTime: 300_000 });
  return (
    <Answered asked={me}>
      {(known) => {
        takeTime(known.now, known.time_zone);
        return <Context value={known}>{props.children}</Context>;
      }}
    </Answered>
  );
}

/** Who is signed in. */
export function useMe(): Me {
  const me = use(Context);
  if (me === null) throw new Error("nobody is signed in around this part");
  return me;
}

/** Ends the session, then leads to where one begins. */
export async function signOut(): Promise<void> {
  await server.POST("/api/v1/sign-out", {});
  location.assign("/sign-in");
}
