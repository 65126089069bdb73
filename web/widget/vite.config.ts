import { defineConfig } from "vitest/config";

/** One classic script, so that a site needs one tag and no module support of its own. */
export default defineConfig({
  cacheDir: "../node_modules/.vite/widget",
  build: {
    outDir: "../dist/widget",
    emptyOutDir: true,
    target: "es2022",
    reportCompressedSize: true,
    lib: {
      entry: "src/index.ts",
      formats: ["iife"],
      name: "FrontlineChat",
      fileName: () => "widget.js",
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
  },
});
