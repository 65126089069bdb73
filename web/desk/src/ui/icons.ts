import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

function icon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg
    viewBox="0 0 24 24"
    width="18"
    height="18"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${shape}
  </svg>`;
}

export const BACK = icon(svg`<path d="M15 5 8 12l7 7" />`);
export const CHECK = icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`);
export const CLOSE = icon(svg`<path d="m6.5 6.5 11 11m0-11-11 11" />`);
export const CROSS = icon(svg`<path d="M12 7v6m0 3.5v.5" /><circle cx="12" cy="12" r="9" />`);
export const FILE = icon(svg`<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6" />`);
export const KEYBOARD = icon(svg`<path d="M3.5 6.5h17v11h-17zM7 10h.01M10.5 10h.01M14 10h.01M17 10h.01M8 14h8" />`);
export const MORE = icon(svg`<path d="m6.5 9.5 5.5 5.5 5.5-5.5" />`);
export const NEXT = icon(svg`<path d="M5 12h13m-5.5-5.5L18 12l-5.5 5.5" />`);
export const RETURN = icon(svg`<path d="M9 6 4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-2" />`);
export const NOTE = icon(svg`<path d="M5 4h14v10l-5 5H5zM19 14h-5v5" />`);
export const PASS = icon(svg`<path d="M4 12h15m-6-6 6 6-6 6" />`);
export const SEND = icon(svg`<path d="M12 19V6m0 0-5.5 5.5M12 6l5.5 5.5" />`);
export const USER = icon(svg`<circle cx="12" cy="8" r="3.8" /><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6" />`);

export const LOGO = html`<svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" focusable="false">
  <rect width="24" height="24" rx="7" fill="var(--accent)"></rect>
  <path d="M6 8h12v7.2h-6.8l-3.6 3v-3H6z" fill="var(--on-accent)"></path>
</svg>`;
