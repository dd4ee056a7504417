// Before anything is drawn: the colours somebody chose, or those of their system. A file of its own,
// because the server allows no script inside a page.
(function () {
  var chosen = "auto";
  try {
    chosen = localStorage.getItem("mantine-color-scheme-value") || "auto";
  } catch {
    // Storage may be switched off; the system's colours are then right.
  }
  var dark =
    chosen === "dark" ||
    (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
