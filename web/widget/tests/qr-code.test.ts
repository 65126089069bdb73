import { html, render } from "lit";
import { encode } from "uqr";
import { expect, it } from "vitest";

import { qrCode } from "../src/views/qr-code";

const ADDRESS = "https://wa.me/31850000000?text=Mijn%20code%20is%20BCDF-2345";

it("draws every dark module of the code, within a quiet zone, and says what it is", () => {
  render(html`${qrCode(ADDRESS, "QR-code")}`, document.body);
  const drawing = document.querySelector("svg");
  expect(drawing?.getAttribute("aria-label")).toBe("QR-code");
  const drawn = drawing?.querySelector("path")?.getAttribute("d")?.match(/\d+ \d+(?=h1v1h-1z)/g);
  const { data, size } = encode(ADDRESS, { border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])));
  expect(drawn).toEqual(dark);
  expect(drawing?.getAttribute("viewBox")).toBe(`0 0 ${size} ${size}`);
});
