import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import { fill, type Copy } from "../copy";
import type { CannedAnswer, Language } from "../protocol";
import { base } from "./base";
import { NOTE, SEND } from "./icons";

export const LONGEST_MESSAGE = 4000;
const LONGEST_NOTE = 1000;
const MOST_QUICK = 4;

/**
 * Where the agent types; Enter sends. An answer is put in to be changed, never sent at once: from the buttons, or by
 * typing `/` and part of its name. A note goes to colleagues only.
 */
@customElement("message-composer")
export class MessageComposer extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        display: block;
        padding: 10px 20px 16px;
        border-top: 1px solid var(--line);
        background: var(--paper);
      }

      :host(.noting) {
        background: var(--normal-paper);
      }

      .inside {
        display: grid;
        gap: 8px;
        max-width: 760px;
        margin: 0 auto;
      }

      .quick {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
      }

      .quick .note {
        margin-left: auto;
      }

      .note[aria-pressed="true"] {
        background: var(--normal);
        color: var(--normal-paper);
      }

      form {
        display: flex;
        align-items: flex-end;
        gap: 8px;
      }

      textarea {
        flex: 1;
        min-height: 44px;
        max-height: 200px;
        padding: 10px 14px;
        line-height: 1.45;
        resize: none;
      }

      .send {
        flex: none;
        width: 44px;
        height: 44px;
        padding: 0;
        border-radius: 50%;
      }

      .over {
        color: var(--urgent);
        font-size: 13px;
      }

      .answers {
        position: absolute;
        right: 20px;
        bottom: calc(100% - 46px);
        left: 20px;
        z-index: 5;
        display: grid;
        max-width: 760px;
        max-height: min(320px, 50dvh);
        margin: 0 auto;
        padding: 6px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
        overflow-y: auto;
      }

      .answers li {
        display: grid;
        padding: 7px 10px;
        border-radius: 8px;
        cursor: pointer;
      }

      .answers li[aria-selected="true"] {
        background: var(--accent-paper);
      }

      .answers .text {
        overflow: hidden;
        color: var(--faint);
        font-size: 13.5px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) answers: CannedAnswer[] = [];
  @property({ attribute: false }) suggested: string[] = [];
  @property() language: Language = "nl";
  @property() customerLanguage: Language = "nl";
  @property() agent = "";
  @property() draft = "";
  @property({ type: Boolean }) noting = false;
  @state() private chosen = 0;
  @state() private closed = false;
  @query("textarea") private readonly input!: HTMLTextAreaElement;

  override render(): TemplateResult {
    const { copy, draft, noting } = this;
    const over = draft.length - (noting ? LONGEST_NOTE : LONGEST_MESSAGE);
    const found = this.found();
    return html`${found.length > 0 ? this.list(found) : nothing}
    <div class="inside">
      <div class="quick" role="group" aria-label=${copy.quick_answers}>
        ${this.quick().map((answer) => html`<button
          class="button small"
          title=${this.worded(answer)}
          @click=${() => { this.add(this.worded(answer)); }}
        >${answer.title[this.language]}</button>`)}
        <button
          class="button small note"
          aria-pressed=${noting ? "true" : "false"}
          aria-keyshortcuts="Alt+O"
          title="Alt+O"
          @click=${() => { this.turn(!this.noting); }}
        >${NOTE} ${copy.note}</button>
      </div>
      <form @submit=${(event: Event) => { this.send(event); }}>
        <textarea
          rows="1"
          lang=${noting ? this.language : this.customerLanguage}
          aria-haspopup="listbox"
          aria-autocomplete="list"
          aria-controls=${found.length > 0 ? "answers" : nothing}
          aria-activedescendant=${found.length > 0 ? `answer-${this.chosen}` : nothing}
          aria-label=${noting ? copy.note_composer : copy.composer}
          placeholder=${noting ? copy.note_placeholder : copy.placeholder}
          .value=${draft}
          @input=${() => { this.typed(); }}
          @keydown=${(event: KeyboardEvent) => { this.onKey(event, found); }}
        ></textarea>
        <button class="button primary send" ?disabled=${draft.trim() === "" || over > 0} aria-label=${copy.send} title=${copy.send}>
          ${SEND}
        </button>
      </form>
      ${over > 0 ? html`<p class="over" role="alert">${fill(copy.characters_over, { count: over })}</p>` : nothing}
    </div>`;
  }

  override focus(): void {
    this.input.focus();
  }

  /** Puts words behind what is there, to be changed before they are sent. */
  add(words: string): void {
    this.tell([this.draft.trimEnd(), words].filter(Boolean).join("\n"));
    this.focus();
  }

  protected override updated(): void {
    this.classList.toggle("noting", this.noting);
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  private list(found: CannedAnswer[]): TemplateResult {
    return html`<ul id="answers" class="answers" role="listbox" aria-label=${this.copy.answers}>
      ${found.map((answer, index) => html`<li
        id="answer-${index}"
        role="option"
        aria-selected=${index === this.chosen ? "true" : "false"}
        @click=${() => { this.take(answer); }}
      ><span>${answer.title[this.language]}</span><span class="text">${this.worded(answer)}</span></li>`)}
    </ul>`;
  }

  /** What goes with the customer's words first; the rest is behind `/`. */
  private quick(): CannedAnswer[] {
    const suggested = this.suggested.flatMap((id) => this.answers.filter((answer) => answer.id === id));
    const others = this.answers.filter((answer) => !suggested.includes(answer));
    return [...suggested, ...others].slice(0, MOST_QUICK);
  }

  /** The answers that `/words` asks for; none when something else is being typed. */
  private found(): CannedAnswer[] {
    if (this.noting || this.closed || !this.draft.startsWith("/") || this.draft.includes("\n")) return [];
    const sought = this.draft.slice(1).trim().toLowerCase();
    return this.answers.filter(({ id, title }) => `${id} ${title.nl} ${title.en}`.toLowerCase().includes(sought));
  }

  private worded(answer: CannedAnswer): string {
    return fill(answer.text[this.customerLanguage], { agent: this.agent });
  }

  /** In the place of the `/` that asked for it. */
  private take(answer: CannedAnswer): void {
    this.tell(this.worded(answer));
    this.focus();
  }

  private typed(): void {
    this.chosen = 0;
    this.closed = false;
    this.tell(this.input.value);
  }

  private onKey(event: KeyboardEvent, found: CannedAnswer[]): void {
    if (found.length > 0 && this.inList(event, found)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send(event);
  }

  /** True when the key was for the list of answers. */
  private inList(event: KeyboardEvent, found: CannedAnswer[]): boolean {
    const { key } = event;
    const answer = found[this.chosen];
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.chosen = (this.chosen + (key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
    } else if (key === "Escape") this.closed = true;
    else if ((key === "Enter" || key === "Tab") && !event.shiftKey && !event.isComposing && answer) this.take(answer);
    else return false;
    return true;
  }

  private send(event: Event): void {
    event.preventDefault();
    const text = this.draft.trim();
    if (text === "" || text.length > (this.noting ? LONGEST_NOTE : LONGEST_MESSAGE)) return;
    this.dispatchEvent(new CustomEvent<string>(this.noting ? "note" : "say", { detail: text }));
  }

  private turn(noting: boolean): void {
    this.dispatchEvent(new CustomEvent<boolean>("noting", { detail: noting }));
    this.focus();
  }

  /** A note is nothing that the customer sees being typed. */
  private tell(draft: string): void {
    this.dispatchEvent(new CustomEvent<Draft>("draft", { detail: { text: draft, shown: !this.noting && !draft.startsWith("/") } }));
  }
}

/** What is being typed, and whether the customer may see that someone types. */
export interface Draft {
  text: string;
  shown: boolean;
}

declare global {
  interface HTMLElementTagNameMap {
    "message-composer": MessageComposer;
  }
}
