import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a server that is running. */
const server = process.env.ALLHANDS_SERVER ?? "http://127.0.0.1:8080";
const served = ["/api", "/sign-in", "/sign-out"];

export default defineConfig({
  plugins: [react()],
  build: {
    // Older browsers would have `light-dark()` rewritten to variables that nobody sets, and our
    // colours would vanish without an error.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    target: ["chrome123", "firefox120", "safari17.5"],
    manifest: true,
    reportCompressedSize: false,
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, server])) },
  test: { include: ["src/**/*.test.ts"] },
});
