import { svg, type SVGTemplateResult, html, type TemplateResult } from "lit";

function icon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${shape}</svg>`;
}

export const CHAT = icon(svg`<path
  d="M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6-.1 1-.5 2-1.3 2.9-.2.2 0 .6.3.6 2-.2 3.6-.9 4.8-1.9.6.1 1.2.1 1.9.1 5 0 9-3.4 9-7.7s-4-7.7-9-7.7Z"
  fill="currentColor"
/>`);

export const DOWN = icon(svg`<path d="m6 9.5 6 6 6-6" class="stroke" />`);

export const CLOSE = icon(svg`<path d="m6.5 6.5 11 11m0-11-11 11" class="stroke" />`);

export const RESTART = icon(svg`<path d="M19 12a7 7 0 1 1-2.2-5.1L19 9m0-4.5V9h-4.5" class="stroke" />`);

export const PHONE = icon(svg`<path d="M8 3.5h8v17H8v-17Zm2.5 14h3" class="stroke" />`);

export const SEND = icon(svg`<path d="M12 19V6m0 0-5.5 5.5M12 6l5.5 5.5" class="stroke" />`);

export const CAMERA = icon(svg`<path
  d="M4 8.5h3.2L9 6h6l1.8 2.5H20v10H4v-10Zm8 7.7a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z" class="stroke"
/>`);

export const CLOCK = icon(svg`<path d="M12 7.5V12l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z" class="stroke" />`);
