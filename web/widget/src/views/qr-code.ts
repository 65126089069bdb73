import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { encode } from "uqr";

const QUIET_MODULES = 4;

/** A QR code of an address, for the camera of a phone; drawn anew only for another address. */
export function qrCode(address: string, label: string): unknown {
  return guard([address, label], () => drawn(address, label));
}

function drawn(address: string, label: string): TemplateResult {
  const { data, size } = encode(address, { border: QUIET_MODULES });
  const dark = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label}><path d=${dark.join("")} /></svg>`;
}
