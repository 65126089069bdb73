import { html, type TemplateResult } from "lit";

import { parseMarkdown, type Block, type Inline } from "./markdown";

/** How links behave: which stay in this tab, and what is read out of those that open another. */
export interface Links {
  newTab: string;
  staysHere: (href: string) => boolean;
}

/** What the assistant or an agent wrote: paragraphs, lists, bold words and links. The desk shows it too. */
export function richText(source: string, links: Links): TemplateResult[] {
  return parseMarkdown(source).map((block) => blockView(block, links));
}

function blockView(block: Block, links: Links): TemplateResult {
  if (block.type === "paragraph") return html`<p>${inlineViews(block.parts, links)}</p>`;
  const items = block.items.map((parts) => html`<li>${inlineViews(parts, links)}</li>`);
  return block.ordered ? html`<ol start=${block.start}>${items}</ol>` : html`<ul>${items}</ul>`;
}

function inlineViews(parts: Inline[], links: Links): (TemplateResult | string)[] {
  return parts.map((part) => inlineView(part, links));
}

function inlineView(part: Inline, links: Links): TemplateResult | string {
  switch (part.type) {
    case "text":
      return part.text;
    case "break":
      return html`<br />`;
    case "bold":
      return html`<strong>${inlineViews(part.parts, links)}</strong>`;
    case "link":
      return linkView(part.text, part.href, links);
  }
}

function linkView(text: string, href: string, links: Links): TemplateResult {
  if (links.staysHere(href)) return html`<a href=${href}>${text}</a>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    >${text}<span class="sr-only"> (${links.newTab})</span></a
  >`;
}
