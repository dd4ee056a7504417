/** The pages, put together; what they are stands in `pages.ts`. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Missing, Waiting } from "../parts/answered";
import { NotThere } from "../parts/not-there";
import { PAGES } from "./pages";
import { Shell } from "./shell";
import { read, write } from "./url";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotThere,
  errorComponent: ({ error }) => <Missing error={error} again={() => location.reload()} />,
});

const routes = PAGES.map(({ path, load }) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) }),
);

export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch: read,
  stringifySearch: write,
  defaultPendingComponent: Waiting,
  defaultPreload: "intent",
  scrollRestoration: true,
});
