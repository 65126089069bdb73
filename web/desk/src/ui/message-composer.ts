import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";

import { fill, type Copy } from "../copy";
import type { Language, Pack } from "../protocol";
import { base } from "./base";
import { SEND } from "./icons";

export const LONGEST_MESSAGE = 4000;

/** Where the agent types; Enter sends. Quick answers are put in to be changed, never sent at once. */
@customElement("message-composer")
export class MessageComposer extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 10px 20px 16px;
        border-top: 1px solid var(--line);
        background: var(--paper);
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
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) answers: Pack["suggestions"]["answers"] = [];
  @property() language: Language = "nl";
  @property() customerLanguage: Language = "nl";
  @property() agent = "";
  @property() draft = "";
  @query("textarea") private readonly input!: HTMLTextAreaElement;

  override render(): TemplateResult {
    const { copy, draft } = this;
    const over = draft.length - LONGEST_MESSAGE;
    return html`<div class="inside">
      <div class="quick" role="group" aria-label=${copy.quick_answers}>
        ${this.answers.map((answer) => html`<button
          class="button small"
          title=${this.worded(answer)}
          @click=${() => { this.put(this.worded(answer)); }}
        >${answer.title[this.language]}</button>`)}
      </div>
      <form @submit=${(event: Event) => { this.send(event); }}>
        <textarea
          rows="1"
          lang=${this.customerLanguage}
          aria-label=${copy.composer}
          placeholder=${copy.placeholder}
          .value=${draft}
          @input=${() => { this.tell(this.input.value); }}
          @keydown=${(event: KeyboardEvent) => { this.onKey(event); }}
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

  protected override updated(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  private worded(answer: Pack["suggestions"]["answers"][number]): string {
    return fill(answer.text[this.customerLanguage], { agent: this.agent });
  }

  private put(text: string): void {
    this.tell([this.draft.trimEnd(), text].filter(Boolean).join("\n"));
    this.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send(event);
  }

  private send(event: Event): void {
    event.preventDefault();
    const text = this.draft.trim();
    if (text === "" || text.length > LONGEST_MESSAGE) return;
    this.dispatchEvent(new CustomEvent<string>("say", { detail: text }));
  }

  private tell(draft: string): void {
    this.dispatchEvent(new CustomEvent<string>("draft", { detail: draft }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "message-composer": MessageComposer;
  }
}
