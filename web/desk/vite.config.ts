import { defineConfig } from "vitest/config";

/** The desk is served below `/desk`; in development its API and socket come from a running Rasa. */
export default defineConfig({
  base: "/desk/",
  cacheDir: "../node_modules/.vite/desk",
  build: {
    outDir: "../dist/desk",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/desk/api": "http://127.0.0.1:5005",
      "/desk/socket.io": { target: "http://127.0.0.1:5005", ws: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
  },
});
