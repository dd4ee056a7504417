// Which pages each part of the sample organisation looks at. `open` is what is followed there;
// `refused` says that the server refuses something there, which browsers print as an error;
// `without` is what the server does not answer; `plain` pages come from the server as they are.
export const PAGES = {
  stranger: [{ name: "sign-in", path: "/sign-in", plain: true }],
  employee: [
    { name: "my-part", path: "/" },
    { name: "about-me", path: "/me/data" },
    { name: "not-there", path: "/nothing-is-here" },
    { name: "no-right", path: "/e/person/1", refused: true },
    { name: "no-server", path: "/", refused: true, without: "**/api/v1/me/part" },
    { name: "settings", path: "/settings" },
  ],
  "author in HR": [
    { name: "rules", path: "/rules" },
    { name: "rule", path: "/rules", open: "main tbody a" },
    { name: "rule-new", path: "/rules/new?sentence=Every+person+must+have+a+background+check" },
  ],
  "department head": [{ name: "team", path: "/team" }],
  "security lead": [
    { name: "findings", path: "/findings" },
    { name: "findings-none", path: "/findings?q=no+such+thing" },
    { name: "finding", path: "/findings", open: "[role=grid] .body a" },
    { name: "inventory", path: "/inventory" },
    { name: "entity", path: "/inventory", open: "[role=grid] .body a" },
    { name: "responsibilities", path: "/responsibilities" },
    { name: "sources", path: "/sources" },
  ],
  auditor: [{ name: "log", path: "/log" }],
};
