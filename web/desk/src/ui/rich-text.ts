import { parseMarkdown, type Block, type Inline } from "@frontline/widget/src/markdown";
import { html, type TemplateResult } from "lit";

import type { Copy } from "../copy";

/** What the assistant or an agent wrote, as the customer sees it: paragraphs, lists, bold words and links. */
export function richText(source: string, copy: Copy): TemplateResult[] {
  return parseMarkdown(source).map((block) => blockView(block, copy));
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
      return html`<a href=${part.href} target="_blank" rel="noopener noreferrer"
        >${part.text}<span class="sr-only"> (${copy.new_tab})</span></a
      >`;
  }
}
