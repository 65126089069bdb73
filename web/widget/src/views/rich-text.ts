import { html, type TemplateResult } from "lit";

import type { Copy } from "../copy";
import { parseMarkdown, type Block, type Inline } from "../markdown";

/** An answer with its paragraphs, lists, bold words and links. */
export function richText(source: string, copy: Copy): TemplateResult {
  return html`<div class="rich">${parseMarkdown(source).map((block) => blockView(block, copy))}</div>`;
}

function blockView(block: Block, copy: Copy): TemplateResult {
  if (block.type === "paragraph") return html`<p>${inlineViews(block.parts, copy)}</p>`;
  const items = block.items.map((parts) => html`<li>${inlineViews(parts, copy)}</li>`);
  return block.ordered ? html`<ol start=${block.start}>${items}</ol>` : html`<ul>${items}</ul>`;
}

function inlineViews(parts: Inline[], copy: Copy): (TemplateResult | string)[] {
  return parts.map((part) => inlineView(part, copy));
}

function inlineView(part: Inline, copy: Copy): TemplateResult | string {
  switch (part.type) {
    case "text":
      return part.text;
    case "break":
      return html`<br />`;
    case "bold":
      return html`<strong>${inlineViews(part.parts, copy)}</strong>`;
    case "link":
      return linkView(part.text, part.href, copy);
  }
}

/** Links within the site stay in the tab, where the chat comes along; others open beside it. */
function linkView(text: string, href: string, copy: Copy): TemplateResult {
  const elsewhere = /^https?:/i.test(href) && !href.startsWith(`${location.origin}/`);
  if (!elsewhere) return html`<a href=${href}>${text}</a>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    >${text}<span class="sr-only"> (${copy.new_tab})</span></a
  >`;
}
