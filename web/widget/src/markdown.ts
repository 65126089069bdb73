/**
 * The little Markdown that answers may use: paragraphs, line breaks, lists, **bold** and links.
 * Parsed into plain data, so that nothing a person wrote is ever read as HTML.
 */

export type Inline =
  | { type: "text"; text: string }
  | { type: "bold"; parts: Inline[] }
  | { type: "link"; text: string; href: string }
  | { type: "break" };

export type Block =
  | { type: "paragraph"; parts: Inline[] }
  | { type: "list"; ordered: boolean; start: number; items: Inline[][] };

const ITEM = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/;
const SPECIAL = /\*\*(.+?)\*\*|\[([^\]\n]+)\]\(([^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)|(https?:\/\/[^\s<>"]+)/g;
const SAFE_LINK = /^(?:https?:\/\/|tel:|mailto:)/i;

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  for (const chunk of source.replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
    const lines = chunk.split("\n").filter((line) => line.trim() !== "");
    lines.forEach((line, index) => { addLine(blocks, line, index === 0); });
  }
  return blocks;
}

/** The marks within one line. */
export function parseInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let rest = 0;
  for (const match of source.matchAll(SPECIAL)) {
    const [whole, bold, label, target, bare] = match;
    addText(parts, source.slice(rest, match.index));
    rest = match.index + whole.length;
    if (bold !== undefined) parts.push({ type: "bold", parts: parseInline(bold) });
    else if (bare !== undefined) addBareLink(parts, bare);
    else addLink(parts, whole, label ?? "", target ?? "");
  }
  addText(parts, source.slice(rest));
  return parts;
}

function addLine(blocks: Block[], line: string, startsChunk: boolean): void {
  const last = blocks.at(-1);
  const item = ITEM.exec(line);
  if (item) addItem(blocks, item);
  else if (!startsChunk && last?.type === "paragraph") last.parts.push({ type: "break" }, ...parseInline(line));
  else if (!startsChunk && last?.type === "list" && /^\s/.test(line)) continueItem(last.items, line);
  else blocks.push({ type: "paragraph", parts: parseInline(line) });
}

/** Lists go on over blank lines, as writers leave them between longer items. */
function addItem(blocks: Block[], [, number, text = ""]: RegExpExecArray): void {
  const ordered = number !== undefined;
  const last = blocks.at(-1);
  if (last?.type === "list" && last.ordered === ordered) last.items.push(parseInline(text));
  else blocks.push({ type: "list", ordered, start: ordered ? Number(number) : 1, items: [parseInline(text)] });
}

function continueItem(items: Inline[][], line: string): void {
  items.at(-1)?.push({ type: "break" }, ...parseInline(line.trim()));
}

/** An amount stays on one line with its currency. */
function addText(parts: Inline[], text: string): void {
  if (text !== "") parts.push({ type: "text", text: text.replace(/€ (?=\d)/g, "€\u00a0") });
}

/** A link to anywhere else than the web, a phone or a mailbox stays the text it was. */
function addLink(parts: Inline[], whole: string, text: string, href: string): void {
  if (SAFE_LINK.test(href)) parts.push({ type: "link", text, href });
  else addText(parts, whole);
}

/** The full stop or bracket that ends the sentence is not part of the address. */
function addBareLink(parts: Inline[], found: string): void {
  const href = found.replace(/[.,;:!?)\]*'"]+$/, "");
  parts.push({ type: "link", text: href, href });
  addText(parts, found.slice(href.length));
}
