/** Where the app starts: its language is fetched, then everything is drawn. */
import "./app/styles";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/client";
import { router } from "./app/routes";
import { theme } from "./app/theme";
import { language, load, Speaks } from "./words/words";

const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the app");
const first = await load(language());
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Speaks first={first}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Speaks>
    </MantineProvider>
  </StrictMode>,
);
