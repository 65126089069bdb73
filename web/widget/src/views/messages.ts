import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Copy } from "../copy";
import type { Language, QuickReply } from "../protocol";
import { richText } from "../rich-text";
import type { ChatState, PendingMessage, Photo, ShownMessage } from "../state";
import { CLOCK } from "./icons";

interface Line {
  key: string;
  author: ShownMessage["author"];
  authorName: string | null;
  text: string;
  at: string;
  waiting: boolean;
  /** The agent has read it, and nothing newer of the customer's. */
  read: boolean;
  photo: Photo | null;
}

/** Every message of the conversation in its order, those still waiting for the server last. */
export function messageList(state: ChatState, language: Language, copy: Copy): unknown {
  const waiting = state.link !== "online" || state.pending.some((m) => m.late);
  const read = newestRead(state);
  const lines = [
    ...state.messages.map((m) => shownLine(m, m.seq === read, state.photos.find(({ id }) => id === m.key) ?? null)),
    ...state.pending.map((m) => pendingLine(m, waiting)),
    ...unshown(state).map(photoLine),
  ];
  return repeat(
    lines,
    (line) => line.key,
    (line, index) => lineView(line, lines[index - 1], lines[index + 1], language, copy),
  );
}

/** The buttons below the latest message; nothing without any. */
export function quickReplies(
  replies: readonly QuickReply[],
  copy: Copy,
  actions: { tap(reply: QuickReply): void },
): TemplateResult | typeof nothing {
  if (replies.length === 0) return nothing;
  const buttons = replies.map(
    (reply) => html`<button type="button" class="reply" part="reply" @click=${() => { actions.tap(reply); }}>
      ${reply.title}
    </button>`,
  );
  return html`<div class="replies" role="group" aria-label=${copy.choices}>${buttons}</div>`;
}

export function typingIndicator(sentence: string): TemplateResult {
  return html`<div class="typing">
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="sr-only">${sentence}</span>
  </div>`;
}

function lineView(
  line: Line,
  before: Line | undefined,
  after: Line | undefined,
  language: Language,
  copy: Copy,
): TemplateResult {
  if (line.author === "system") return systemLine(line, copy);
  const first = !before || !sameSpeaker(line, before);
  const last = !after || !sameSpeaker(line, after);
  return html`<div class="line ${line.author} ${first ? "first" : ""} ${last ? "last" : ""} ${line.waiting ? "waiting" : ""}">
    ${speaker(line, first, copy)}
    <div class="bubble" part="bubble ${line.author}">${bubbleText(line, copy)}</div>
    ${footer(line, last, language, copy)}
  </div>`;
}

function systemLine(line: Line, copy: Copy): TemplateResult {
  return html`<div class="line system">
    <span class="sr-only">${copy.from_system}:</span>${formatted(line.text, copy)}
  </div>`;
}

/** An agent is named where they begin to speak; for everybody else the name is only read aloud. */
function speaker(line: Line, first: boolean, copy: Copy): TemplateResult {
  const name = line.author === "customer" ? copy.from_customer : nameOf(line, copy);
  const shown = line.author === "agent" && first;
  return html`<span class=${shown ? "speaker" : "sr-only"}>${name}<span class="sr-only">:</span></span>`;
}

function nameOf(line: Line, copy: Copy): string {
  if (line.author === "agent") return line.authorName ?? copy.from_agent;
  return copy.from_assistant;
}

/** What the customer typed is shown letter by letter, marks and all. */
function bubbleText(line: Line, copy: Copy): TemplateResult {
  if (line.photo) return html`<img class="photo" src=${line.photo.url} alt=${copy.your_photo} />`;
  return line.author === "customer" ? html`<p class="plain">${line.text}</p>` : formatted(line.text, copy);
}

function formatted(text: string, copy: Copy): TemplateResult {
  return html`<div class="rich">${richText(text, { newTab: copy.new_tab, staysHere })}</div>`;
}

/** Links within the site stay in the tab, where the chat comes along; others open beside it. */
function staysHere(href: string): boolean {
  return !/^https?:/i.test(href) || href.startsWith(`${location.origin}/`);
}

function footer(line: Line, last: boolean, language: Language, copy: Copy): TemplateResult | typeof nothing {
  if (line.photo?.sending) return html`<span class="footer">${copy.photo_sending}</span>`;
  if (line.waiting) return html`<span class="footer not-sent">${CLOCK}${copy.not_sent}</span>`;
  const read = line.read ? html` · ${copy.read}` : nothing;
  if (!last && !line.read) return nothing;
  return html`<span class="footer"><time datetime=${line.at}>${clock(line.at, language)}</time>${read}</span>`;
}

function clock(at: string, language: Language): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ day: "numeric", month: "short" } as const);
  return moment.toLocaleString(language === "nl" ? "nl-NL" : "en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
}

function sameSpeaker(a: Line, b: Line): boolean {
  return a.author === b.author && a.authorName === b.authorName;
}

function shownLine(message: ShownMessage, read: boolean, photo: Photo | null): Line {
  return { ...message, waiting: false, read, photo };
}

/** Photos whose message has not come back from the server yet. */
function unshown({ photos, messages }: ChatState): readonly Photo[] {
  return photos.filter(({ id }) => !messages.some(({ key }) => key === id));
}

function photoLine(photo: Photo): Line {
  const { id: key, at } = photo;
  return { key, author: "customer", authorName: null, text: "", at, waiting: false, read: false, photo };
}

/** The newest of the customer's own messages that the agent has read; 0 without one. */
function newestRead({ messages, status }: ChatState): number {
  return messages.findLast((m) => m.author === "customer" && m.seq <= status.agentRead)?.seq ?? 0;
}

function pendingLine({ id, title, message, at }: PendingMessage, waiting: boolean): Line {
  return { key: id, author: "customer", authorName: null, text: title ?? message, at, waiting, read: false, photo: null };
}
