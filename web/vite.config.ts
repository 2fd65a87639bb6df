import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the sources and passes the API through to a Vigie on this machine.
const server = process.env.VIGIE_URL ?? "http://localhost:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2021",
    // Everything stays a file of its own: the strict content-security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // MapLibre is one megabyte and loaded only by the pages that show the map.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    fs: { allow: [".."] }, // the catalogue of texts lives with the server, in ../src/api/catalogue
    proxy: { "/api": { target: server, ws: true } },
  },
  test: { include: ["src/**/*.test.ts"] },
});
