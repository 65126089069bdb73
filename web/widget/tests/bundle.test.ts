// @vitest-environment node
import { gzipSync } from "node:zlib";

import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

const LIMIT_BYTES = 60_000;

describe("the built script", { timeout: 60_000 }, () => {
  let code = "";

  beforeAll(async () => {
    const root = new URL("..", import.meta.url).pathname;
    const built = await build({ root, logLevel: "silent", build: { write: false } });
    const bundle = Array.isArray(built) ? built[0] : built;
    if (!bundle || !("output" in bundle)) throw new Error("vite built nothing");
    expect(bundle.output.map((file) => file.fileName)).toEqual(["widget.js"]);
    code = bundle.output[0].code;
  }, 60_000);

  it("is one file below 60 kB gzipped", () => {
    expect(gzipSync(code).length).toBeLessThan(LIMIT_BYTES);
  });

  it("leaves one global name on the site's pages", () => {
    expect(code).toMatch(/^var FrontlineChat=/);
    expect(code.match(/^var \w+/gm)).toHaveLength(1);
  });

  it("needs neither eval nor HTML from strings of its own", () => {
    expect(code).not.toMatch(/\beval\(|new Function\(/);
  });
});
