import { css, html, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import type { IntentName, Language, Text } from "../protocol";
import { capital } from "../words";
import { base } from "./base";
import { DeskDialog, dialogStyles } from "./dialogs";

const OTHER = "contact";

/** Searches all that a message can mean; arrows go through what was found, Enter takes the first. */
@customElement("intent-picker")
export class IntentPicker extends DeskDialog {
  static override styles = [
    base,
    dialogStyles,
    css`
      form {
        gap: 12px;
      }

      .message {
        color: var(--faint);
        overflow-wrap: anywhere;
      }

      .found {
        display: grid;
        gap: 10px;
        height: min(50dvh, 420px);
        align-content: start;
        overflow-y: auto;
      }

      h3 {
        padding: 4px 12px;
        color: var(--faint);
        font-size: 13px;
        font-weight: 600;
      }

      li button {
        width: 100%;
        min-height: 36px;
        padding: 6px 12px;
        border: 0;
        border-radius: 8px;
        background: none;
        text-align: left;
      }

      li button:hover,
      li button:focus-visible {
        background: var(--accent-paper);
        outline-offset: -2px;
      }
    `,
  ];

  @property({ attribute: false }) intents: IntentName[] = [];
  @property({ attribute: false }) categories: Record<string, Text> = {};
  @property() language: Language = "nl";
  @property() message = "";
  @property({ attribute: false }) submit!: (intent: string) => void;
  @state() private sought = "";
  @query("input") private readonly field!: HTMLInputElement;
  @query(".found button") private readonly first!: HTMLButtonElement | null;

  protected override prepare(): void {
    this.sought = "";
    super.prepare();
    void this.updateComplete.then(() => { this.field.focus(); });
  }

  protected override content(): TemplateResult {
    const copy = this.copy.review.picker;
    const found = this.found();
    return html`<form @submit=${(event: Event) => { this.takeFirst(event); }} @keydown=${(event: KeyboardEvent) => { this.onKey(event); }}>
      <div>
        <h2 id="heading">${copy.heading}</h2>
        <p class="intro message">“${this.message}”</p>
      </div>
      <label class="field">
        <span>${copy.search}</span>
        <input
          type="text"
          autocomplete="off"
          .value=${this.sought}
          @input=${(event: Event) => { this.sought = (event.target as HTMLInputElement).value; }}
        />
      </label>
      <div class="found" aria-live="polite">
        ${found.length ? this.groups(found) : html`<p class="intro">${copy.nothing}</p>`}
      </div>
      <div class="buttons">
        <button type="button" class="button" @click=${() => { this.close(); }}>${this.copy.cancel}</button>
      </div>
    </form>`;
  }

  private groups(found: IntentName[]): TemplateResult[] {
    const categories = [...new Set(found.map((name) => name.category))];
    return categories.map(
      (category) => html`<section>
        <h3>${this.category(category)}</h3>
        <ul>${found.filter((name) => name.category === category).map((name) => this.choice(name))}</ul>
      </section>`,
    );
  }

  private choice({ intent, label }: IntentName): TemplateResult {
    return html`<li><button type="button" @click=${() => { this.choose(intent); }}>${capital(label[this.language])}</button></li>`;
  }

  private category(category: string): string {
    if (category === OTHER) return this.copy.review.picker.contact;
    return this.categories[category]?.[this.language] ?? category;
  }

  /** Every word that was typed must occur, in whichever language; `bill_pay` is found by its own name too. */
  private found(): IntentName[] {
    const words = this.sought.toLowerCase().split(/\s+/);
    return this.intents.filter(({ intent, category, label }) => {
      const said = [intent.replaceAll("_", " "), label.nl, label.en, this.category(category)].join(" ").toLowerCase();
      return words.every((word) => said.includes(word));
    });
  }

  private takeFirst(event: Event): void {
    event.preventDefault();
    const first = this.found()[0];
    if (this.sought.trim() !== "" && first) this.choose(first.intent);
  }

  private choose(intent: string): void {
    this.close();
    this.submit(intent);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const buttons = [...(this.shadowRoot?.querySelectorAll<HTMLButtonElement>(".found button") ?? [])];
    const at = buttons.findIndex((button) => button === this.shadowRoot?.activeElement);
    if (event.key === "ArrowUp" && at <= 0) this.field.focus();
    else (buttons[event.key === "ArrowDown" ? at + 1 : at - 1] ?? this.first)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "intent-picker": IntentPicker;
  }
}
