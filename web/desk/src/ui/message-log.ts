import { richText } from "@frontline/widget/src/rich-text";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { fill, lookUp, type Copy } from "../copy";
import type { Language, Message, Note } from "../protocol";
import type { Conversation, Link, Pending } from "../state";
import { clock, day } from "../times";
import { base } from "./base";
import { customerFile, fileStyles } from "./customer-file";

const NEAR_THE_END_PX = 80;

/** What was said, oldest first; what customers wrote is shown as plain text. */
@customElement("message-log")
export class MessageLog extends LitElement {
  static override styles = [
    base,
    fileStyles,
    css`
      :host {
        position: relative;
        display: block;
        min-height: 0;
      }

      #scroll {
        height: 100%;
        padding: 16px 20px 20px;
        overflow-y: auto;
        overscroll-behavior: contain;
      }

      ol.log {
        display: grid;
        gap: 4px;
        max-width: 760px;
        margin: 0 auto;
      }

      .day,
      .system {
        justify-self: center;
        margin: 14px 0 8px;
        color: var(--faint);
        font-size: 13px;
        text-align: center;
      }

      .day::first-letter {
        text-transform: uppercase;
      }

      .message {
        display: grid;
        justify-self: start;
        gap: 3px;
        max-width: min(560px, 86%);
        margin-top: 10px;
      }

      .message.follows {
        margin-top: 0;
      }

      .message.assistant,
      .message.agent {
        justify-self: end;
        justify-items: end;
      }

      .by {
        padding: 0 4px;
        color: var(--faint);
        font-size: 12.5px;
      }

      .bubble {
        padding: 8px 13px;
        border: 1px solid transparent;
        border-radius: 14px;
        overflow-wrap: anywhere;
      }

      .customer .bubble {
        border-color: var(--line);
        border-bottom-left-radius: 5px;
        background: var(--customer);
      }

      .customer .plain {
        white-space: pre-wrap;
      }

      .assistant .bubble {
        border-bottom-right-radius: 5px;
        background: var(--assistant);
      }

      .agent .bubble {
        border-bottom-right-radius: 5px;
        background: var(--agent);
      }

      .bubble p + *,
      .bubble ul + *,
      .bubble ol + * {
        margin-top: 8px;
      }

      .bubble ul,
      .bubble ol {
        padding-left: 20px;
      }

      .bubble ul {
        list-style: disc;
      }

      .bubble ol {
        list-style: decimal;
      }

      .bubble a {
        color: inherit;
      }

      .bubble.waiting {
        opacity: 0.7;
      }

      .choices {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 4px;
      }

      .choices li {
        padding: 0 9px;
        border: 1px solid var(--line);
        border-radius: 999px;
        color: var(--faint);
        font-size: 12.5px;
        line-height: 22px;
      }

      .tapped {
        display: inline-block;
        width: 9px;
        height: 9px;
        margin-right: 7px;
        border: 2px solid var(--accent);
        border-radius: 50%;
      }

      .status {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 0 4px;
        color: var(--faint);
        font-size: 12.5px;
      }

      .status.error {
        color: var(--urgent);
      }

      .note {
        display: grid;
        justify-self: center;
        gap: 2px;
        width: min(560px, 100%);
        margin: 12px 0 4px;
        padding: 8px 13px;
        border: 1px dashed var(--normal);
        border-radius: 10px;
        background: var(--normal-paper);
        overflow-wrap: anywhere;
        white-space: pre-line;
      }

      .note .by {
        padding: 0;
        color: var(--normal);
      }

      .typing {
        min-height: 24px;
        max-width: 760px;
        margin: 6px auto 0;
        color: var(--faint);
        font-size: 13.5px;
      }

      .newer {
        position: absolute;
        bottom: 12px;
        left: 50%;
        box-shadow: var(--shadow);
        transform: translateX(-50%);
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) conversation!: Conversation;
  @property() language: Language = "nl";
  @property() link: Link = "online";
  @property({ type: Number }) me = 0;
  @property() firstName = "";

  @state() private atEnd = true;
  private height = "";
  private readonly sizes = new ResizeObserver(() => { if (this.atEnd) this.toEnd(); });
  @query("#scroll") private readonly scroller!: HTMLElement;

  override render(): TemplateResult {
    const { copy, conversation } = this;
    const typing = conversation.typingUntil > Date.now();
    return html`
      <div id="scroll" tabindex="0" role="log" aria-label=${copy.messages} @scroll=${() => { this.scrolled(); }}>
        <ol class="log">
          ${repeat(this.entries(), ({ key }) => key, ({ view }) => view)}
          ${repeat(conversation.pending, ({ id }) => id, (pending) => this.pending(pending))}
        </ol>
        <p class="typing" role="status">${typing ? copy.typing : nothing}</p>
      </div>
      ${this.atEnd ? nothing : html`<button class="button small newer" @click=${() => { this.toEnd(); }}>${copy.newer}</button>`}
    `;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override firstUpdated(): void {
    this.sizes.observe(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("conversation");
    if (before && before.handoff.handoff_id !== this.conversation.handoff.handoff_id) this.atEnd = true;
    if (before && before.pending.length < this.conversation.pending.length) this.atEnd = true;
  }

  protected override updated(): void {
    if (this.atEnd) this.toEnd();
    this.report();
  }

  /** Messages with the notes of colleagues between them, by time. */
  private entries(): { key: string; at: number; view: TemplateResult }[] {
    const { messages, notes } = this.conversation;
    const said = messages.map((message, index) => ({
      key: `m${message.seq}`,
      at: Date.parse(message.at),
      view: this.message(message, index),
    }));
    const noted = notes.map((note) => ({ key: `n${note.id}`, at: Date.parse(note.at), view: this.note(note) }));
    return [...said, ...noted].sort((one, other) => one.at - other.at);
  }

  private note(note: Note): TemplateResult {
    return html`<li class="note">
      <span class="by">${fill(this.copy.note_by, { agent: note.agent_name })} · ${clock(note.at, this.language)}</span>
      <span>${note.text}</span>
    </li>`;
  }

  /** Under what did not arrive, that; under the agent's newest words, whether the customer has seen or read them. */
  private mark(message: Message): TemplateResult | typeof nothing {
    const { messages, marks, reach } = this.conversation;
    if (reach?.failed.includes(message.seq)) return html`<span class="status error">${this.copy.reach.failed}</span>`;
    const newest = messages.findLast(({ author }) => author === "agent");
    if (message !== newest || message.seq > marks.delivered) return nothing;
    return html`<span class="status">${message.seq <= marks.read ? this.copy.read : this.copy.delivered}</span>`;
  }

  private message(message: Message, index: number): TemplateResult {
    const before = this.conversation.messages[index - 1];
    const newDay = !before || day(before.at, "en") !== day(message.at, "en");
    const heading = newDay ? html`<li class="day">${day(message.at, this.language)}</li>` : nothing;
    if (message.author === "system") return html`${heading}<li class="system">${message.text}</li>`;
    const follows = !newDay && before.author === message.author && before.author_name === message.author_name;
    return html`${heading}
      <li class="message ${message.author} ${follows ? "follows" : ""}">
        ${follows ? nothing : html`<span class="by">${this.author(message)} · ${clock(message.at, this.language)}</span>`}
        <div class="bubble">${this.content(message)}${this.files(message)}</div>
        ${this.choices(message)} ${this.mark(message)}
      </li>`;
  }

  private formatted(text: string): TemplateResult[] {
    return richText(text, { newTab: this.copy.new_tab, staysHere: () => false });
  }

  private content(message: Message): TemplateResult | TemplateResult[] {
    if (message.author !== "customer") return this.formatted(message.text);
    const dot = html`<span class="tapped" title=${this.copy.tapped}></span><span class="sr-only">${this.copy.tapped}: </span>`;
    return html`${message.tapped ? dot : nothing}<span class="plain">${message.text}</span>`;
  }

  private files({ seq }: Message): TemplateResult[] {
    return this.conversation.media.filter((file) => file.seq === seq).map((file) => customerFile(file, this.copy));
  }

  private choices(message: Message): TemplateResult | typeof nothing {
    if (message.buttons.length === 0) return nothing;
    const items = message.buttons.map((title) => html`<li>${title}</li>`);
    return html`<ul class="choices" aria-label=${this.copy.choices}>${items}</ul>`;
  }

  private pending(pending: Pending): TemplateResult {
    return html`<li class="message agent">
      <span class="by">${this.copy.authors.you}</span>
      <div class="bubble waiting">${this.formatted(pending.text)}</div>
      ${pending.error === null ? this.underWay() : this.failed(pending, pending.error)}
    </li>`;
  }

  private underWay(): TemplateResult {
    const sentence = this.link === "online" ? this.copy.sending : this.copy.waiting_to_send;
    return html`<span class="status">${sentence}</span>`;
  }

  private failed(pending: Pending, error: string): TemplateResult {
    const { copy } = this;
    return html`<span class="status error">
      ${copy.not_sent} ${lookUp(copy.errors, error)}
      <button class="button small" @click=${() => { this.tell("again", pending.id); }}>${copy.send_again}</button>
      <button class="button small" @click=${() => { this.tell("discard", pending.id); }}>${copy.discard}</button>
    </span>`;
  }

  private author(message: Message): string {
    const { authors } = this.copy;
    if (message.author === "customer") return this.conversation.pack.customer.name ?? authors.customer;
    if (message.author === "assistant") return authors.assistant;
    const mine = message.author_name === this.firstName && this.conversation.handoff.agent_id === this.me;
    return mine ? authors.you : (message.author_name ?? authors.agent);
  }

  /** The agent scrolled; a window that changes its size scrolls too, and that means nothing. */
  private scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const height = `${scrollHeight}/${clientHeight}`;
    if (height === this.height) this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
    this.height = height;
    this.report();
  }

  private toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** The newest messages are before the agent's eyes. */
  private report(): void {
    if (this.atEnd && !document.hidden) this.dispatchEvent(new CustomEvent("read"));
  }

  private tell(event: "again" | "discard", message: string): void {
    this.dispatchEvent(new CustomEvent<string>(event, { detail: message }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "message-log": MessageLog;
  }
}
