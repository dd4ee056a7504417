/** Asking the server. Every call is checked against the server's own description of its API. */
import { QueryClient } from "@tanstack/react-query";
import createClient, { type Middleware } from "openapi-fetch";
import createQueries from "openapi-react-query";
import { isProblem } from "./problem";
import type { paths } from "./schema";

/** A stranger is sent to sign in and comes back to where they were. */
const visits: Middleware = {
  onResponse({ response }) {
    if (response.status === 401) {
      const here = location.pathname + location.search;
      location.assign(`/sign-in?to=${encodeURIComponent(here)}`);
    }
  },
};

/** One call. */
export const server = createClient<paths>({ baseUrl: "/" });
server.use(visits);

/** The same as hooks. */
export const api = createQueries(server);

/** What was answered is kept for half a minute; only what may pass by itself is asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && !(isProblem(error) && error.status < 500),
    },
  },
});
