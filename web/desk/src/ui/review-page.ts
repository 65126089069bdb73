import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { fill, lookUp, type Copy } from "../copy";
import type { Example, Language, Me } from "../protocol";
import type { Review, ReviewState, Said } from "../review";
import { shortDay } from "../times";
import { capital } from "../words";
import { base } from "./base";
import type { IntentPicker } from "./intent-picker";
import "./intent-picker";

const NOT_OURS = "out_of_scope";

/** The trainers' page: messages that the assistant was unsure of, each labelled with one tap. */
@customElement("review-page")
export class ReviewPage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        min-height: 0;
      }

      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
        padding: 10px 24px;
        border-bottom: 1px solid var(--line);
        background: var(--paper);
      }

      h2 {
        font-size: 17px;
      }

      .said {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 36px;
        margin-left: auto;
      }

      .list {
        padding: 20px 24px 48px;
        overflow-y: auto;
      }

      .intro,
      ol {
        max-width: 860px;
        margin: 0 auto;
      }

      .intro {
        padding-bottom: 16px;
        color: var(--faint);
      }

      .intro p + p {
        margin-top: 6px;
      }

      ol {
        display: grid;
        gap: 14px;
      }

      li {
        display: grid;
        gap: 10px;
        padding: 16px 18px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--paper);
      }

      li:focus-visible,
      li:focus-within {
        border-color: var(--accent);
        box-shadow: inset 3px 0 0 var(--accent);
      }

      .meta {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        color: var(--faint);
        font-size: 13px;
      }

      .why-agent_disagreed {
        background: var(--urgent-paper);
        color: var(--urgent);
      }

      .why-customer_disagreed {
        background: var(--normal-paper);
        color: var(--normal);
      }

      .why-nothing_likely,
      .why-unsure {
        background: var(--later-paper);
        color: var(--later);
      }

      .text {
        font-size: 18px;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }

      .thought {
        color: var(--faint);
        font-size: 14px;
      }

      .choices,
      .rest {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }

      .choices .button {
        justify-content: flex-start;
        text-align: left;
        white-space: normal;
      }

      kbd {
        min-width: 20px;
        padding: 0 5px;
        border: 1px solid color-mix(in srgb, currentcolor 35%, transparent);
        border-radius: 5px;
        font: inherit;
        font-size: 12px;
        line-height: 18px;
        text-align: center;
      }

      .nothing {
        padding: 48px 0;
        color: var(--faint);
        text-align: center;
      }

      @media (max-width: 720px) {
        header,
        .list {
          padding-right: 12px;
          padding-left: 12px;
        }

        .keys,
        kbd {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) review!: Review;
  @property({ attribute: false }) state!: ReviewState;
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";
  @state() private sought: Example | null = null;
  @query("intent-picker") private readonly picker!: IntentPicker;

  /** Where the focus goes when the list is drawn again: a place in it. */
  private focusNext: number | null = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.review.load();
  }

  override render(): TemplateResult {
    const copy = this.copy.review;
    const { examples, total, said, intents } = this.state;
    const count = total === 1 ? copy.count_one : fill(copy.count_many, { count: total });
    return html`
      <header>
        <h2>${copy.heading}</h2>
        ${examples ? html`<span class="chip">${count}</span>` : nothing}
        <button class="button quiet small" @click=${() => void this.review.load()}>${copy.reload}</button>
        <div class="said" role="status">${said ? this.said(said) : nothing}</div>
      </header>
      <div class="list" role="region" aria-label=${copy.heading} tabindex="-1">
        <div class="intro"><p>${copy.intro}</p><p class="keys">${copy.keys}</p></div>
        ${this.list(examples)}
      </div>
      <intent-picker
        .copy=${this.copy}
        .intents=${intents}
        .categories=${this.me.categories}
        .language=${this.language}
        .message=${this.sought?.text ?? ""}
        .submit=${(intent: string) => { this.label(this.sought, intent); }}
      ></intent-picker>
    `;
  }

  protected override updated(): void {
    const cards = this.cards();
    if (this.focusNext === null || cards.length === 0) return;
    cards[Math.min(this.focusNext, cards.length - 1)]?.focus();
    this.focusNext = null;
  }

  private list(examples: Example[] | null): TemplateResult {
    const copy = this.copy.review;
    if (examples === null) return html`<p class="nothing">${copy.loading}</p>`;
    if (examples.length === 0) return html`<p class="nothing">${copy.empty}</p>`;
    return html`<ol>${repeat(examples, (one) => one.id, (one, index) => this.card(one, index))}</ol>`;
  }

  private card(example: Example, index: number): TemplateResult {
    const copy = this.copy.review;
    return html`<li
      tabindex="0"
      aria-label=${fill(copy.message, { number: index + 1 })}
      @keydown=${(event: KeyboardEvent) => { this.onKey(event, example); }}
    >
      <p class="meta">
        <span class="chip why-${example.why}">${copy.why[example.why]}</span>
        <span>${this.copy.languages[example.language]}</span>
        <span>${shortDay(example.at, this.language)}</span>
        ${example.times > 1 ? html`<span>${fill(copy.times, { count: example.times })}</span>` : nothing}
        ${example.kind > example.times ? html`<span>${fill(copy.kind, { count: example.kind })}</span>` : nothing}
        ${example.skipped ? html`<span>${copy.skipped}</span>` : nothing}
      </p>
      <p class="text" lang=${example.language}>${example.text}</p>
      <p class="thought">${this.known(example)} ${this.guessed(example)}</p>
      <div class="choices" role="group" aria-label=${copy.what}>
        ${example.choices.map((intent, place) => this.choice(example, intent, place))}
        <button class="button" aria-keyshortcuts="/" @click=${() => { this.search(example); }}>
          <kbd aria-hidden="true">/</kbd> ${copy.other}
        </button>
        <button class="button" aria-keyshortcuts="0" @click=${() => { this.label(example, NOT_OURS); }}>
          <kbd aria-hidden="true">0</kbd> ${copy.not_ours}
        </button>
      </div>
      <div class="rest">
        <button class="button quiet small" aria-keyshortcuts="S" @click=${() => { this.skip(example); }}>${copy.skip}</button>
        <button class="button quiet small" aria-keyshortcuts="Delete" @click=${() => { this.forget(example); }}>${copy.delete}</button>
      </div>
    </li>`;
  }

  private choice(example: Example, intent: string, place: number): TemplateResult {
    const meant = intent === example.label;
    return html`<button
      class="button ${meant ? "primary" : ""}"
      aria-keyshortcuts=${place + 1}
      @click=${() => { this.label(example, intent); }}
    >
      <kbd aria-hidden="true">${place + 1}</kbd> ${this.name(intent)}
    </button>`;
  }

  /** What somebody who knew said that it means. */
  private known({ label, source }: Example): string {
    if (label === null) return "";
    return `${fill(lookUp(this.copy.review.known, source), { label: this.name(label) })}.`;
  }

  private guessed({ guesses }: Example): string {
    if (guesses.length === 0) return "";
    const shown = guesses.slice(0, 2).map(([intent, share]) => `${this.name(intent)} (${Math.round(share * 100)} %)`);
    return `${fill(this.copy.review.guessed, { guesses: shown.join(", ") })}.`;
  }

  private said({ key, values, undo }: Said): TemplateResult {
    const copy = this.copy.review;
    const sentence = lookUp({ ...this.copy.errors, ...copy.said }, key);
    return html`<span>${fill(sentence, { ...values, label: this.name(values.intent ?? "") })}</span>
      ${undo === null
        ? nothing
        : html`<button class="button small" @click=${() => { this.takeBack(undo); }}>${copy.undo}</button>`}`;
  }

  private name(intent: string): string {
    const known = this.state.intents.find((name) => name.intent === intent);
    return capital(known?.label[this.language] ?? intent);
  }

  private label(example: Example | null, intent: string): void {
    if (example === null) return;
    this.focusAfter(example);
    void this.review.accept(example.id, intent);
  }

  private skip(example: Example): void {
    this.focusAfter(example);
    void this.review.skip(example.id);
  }

  private forget(example: Example): void {
    this.focusAfter(example);
    void this.review.remove(example.id);
  }

  private takeBack(id: number): void {
    this.focusNext = 0;
    void this.review.undo(id);
  }

  private search(example: Example): void {
    this.sought = example;
    this.picker.show();
  }

  /** The card that comes in its place. */
  private focusAfter(example: Example): void {
    this.focusNext = this.state.examples?.indexOf(example) ?? null;
  }

  private cards(): HTMLElement[] {
    return [...(this.shadowRoot?.querySelectorAll("li") ?? [])];
  }

  /** Only while the focus is in a card, so that no key does anything by surprise. */
  private onKey(event: KeyboardEvent, example: Example): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = this.shortcut(event, example);
    if (!act) return;
    event.preventDefault();
    act();
  }

  private shortcut({ key, currentTarget }: KeyboardEvent, example: Example): (() => void) | null {
    const intent = /^[1-9]$/.test(key) ? example.choices[Number(key) - 1] : undefined;
    if (intent !== undefined) return () => { this.label(example, intent); };
    if (key === "0") return () => { this.label(example, NOT_OURS); };
    if (key === "/") return () => { this.search(example); };
    if (key === "s" || key === "S") return () => { this.skip(example); };
    if (key === "Delete") return () => { this.forget(example); };
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step === undefined) return null;
    const cards = this.cards();
    return () => cards[cards.indexOf(currentTarget as HTMLElement) + step]?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "review-page": ReviewPage;
  }
}
