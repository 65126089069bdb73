import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import type { Copy } from "../copy";
import type { Article, Explanation, Language } from "../protocol";
import { base } from "./base";
import { MORE } from "./icons";

const PAUSE_MS = 250;

/**
 * What the guides explain: what goes with the customer's words, or what the agent looks for. A click or Enter puts it
 * into the message box in the customer's language; nothing is sent by itself.
 */
@customElement("article-list")
export class ArticleList extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 10px;
        margin: 18px 0;
        padding-bottom: 18px;
        border-bottom: 1px solid var(--line);
      }

      h3 {
        font-size: 14.5px;
      }

      input[type="text"] {
        min-height: 36px;
        padding: 5px 12px;
      }

      ul {
        display: grid;
        gap: 8px;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        border: 1px solid var(--line);
        border-radius: 9px;
      }

      .put,
      .which {
        padding: 7px 4px 8px 12px;
        border: 0;
        border-radius: 9px;
        background: none;
        text-align: left;
      }

      .put:hover {
        background: var(--hover);
      }

      .about {
        display: flex;
        gap: 8px;
        align-items: center;
        color: var(--faint);
        font-size: 12.5px;
      }

      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .instruction {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-height: 1.4;
      }

      .read {
        align-self: start;
        min-width: 34px;
        min-height: 34px;
        margin: 3px;
        padding: 0;
      }

      .read[aria-expanded="true"] svg {
        transform: rotate(180deg);
      }

      .open .instruction {
        display: block;
      }

      .more,
      .values {
        grid-column: 1 / -1;
        padding: 0 12px 10px;
      }

      .values {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }

      .more {
        display: grid;
        gap: 8px;
      }

      .more p {
        white-space: pre-line;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property() language: Language = "nl";
  @property() customerLanguage: Language = "nl";
  /** For whom it is; with another one the search begins anew. */
  @property() conversation = "";
  /** Null until the server told. */
  @property({ attribute: false }) suggested: Article[] | null = null;
  @property({ attribute: false }) find!: (words: string) => Promise<Article[]>;
  @state() private words = "";
  /** What was found for `words`; null while the typing goes on. */
  @state() private found: Article[] | null = null;
  @state() private opened: string | null = null;
  @query("input") private readonly input!: HTMLInputElement;

  private pause: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.pause);
  }

  override render(): TemplateResult {
    const copy = this.copy.articles;
    return html`<h3 id="articles">${copy.heading}</h3>
      <input
        type="text"
        maxlength="100"
        aria-label=${copy.search}
        aria-keyshortcuts="Alt+K"
        placeholder=${copy.search}
        title="Alt+K"
        .value=${this.words}
        @input=${() => { this.typed(); }}
        @keydown=${(event: KeyboardEvent) => { this.onKey(event); }}
      />
      <div class="faint" role="status" ?hidden=${this.about() === nothing}>${this.about()}</div>
      <ul aria-labelledby="articles" @keydown=${(event: KeyboardEvent) => { this.onKey(event); }}>
        ${(this.shown ?? []).map((article) => this.article(article))}
      </ul>`;
  }

  override focus(): void {
    this.input.focus();
    this.input.select();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("conversation")) this.clear();
  }

  private get shown(): Article[] | null {
    return this.words.trim() === "" ? this.suggested : this.found;
  }

  private about(): string | typeof nothing {
    const { copy, shown, words } = this;
    if (shown === null) return copy.articles.loading;
    if (shown.length > 0) return nothing;
    return words.trim() === "" ? copy.articles.none_fit : copy.articles.nothing;
  }

  private article(article: Article): TemplateResult {
    const [first, ...others] = article.explanations;
    if (!first) return html``;
    const open = article.id === this.opened;
    const about = html`<span class="about">
        <span class="title">${article.title[this.language]}</span>
        ${article.done ? html`<span class="chip">${this.copy.articles.done}</span>` : nothing}
      </span>
      <span class="instruction">${first.instruction[this.language]}</span>`;
    return html`<li class=${open ? "open" : ""}>
      ${others.length === 0
        ? html`<button class="put" title=${this.worded(first)} @click=${() => { this.put(first); }}>${about}</button>`
        : html`<div class="which">${about}</div>`}
      <button
        class="button quiet small read"
        aria-expanded=${open ? "true" : "false"}
        aria-label=${`${this.copy.articles.read}: ${first.instruction[this.language]}`}
        title=${this.copy.articles.read}
        @click=${() => { this.opened = open ? null : article.id; }}
      >${MORE}</button>
      ${others.length === 0 ? nothing : this.values(article)} ${open ? this.more(article) : nothing}
    </li>`;
  }

  /** One button for each kind of customer whom it is explained to in other words. */
  private values({ explanations }: Article): TemplateResult {
    return html`<div class="values">
      ${explanations.map((explanation) => html`<button
        class="button small put-value"
        title=${this.worded(explanation)}
        @click=${() => { this.put(explanation); }}
      >${this.label(explanation)}</button>`)}
    </div>`;
  }

  /** The rest of it, or all where the customer reads another language than the agent. */
  private more({ explanations }: Article): TemplateResult | typeof nothing {
    const several = explanations.length > 1;
    const rest = explanations.map((explanation) => {
      const text = this.language === this.customerLanguage ? explanation.help?.[this.language] : this.worded(explanation);
      if (text === undefined) return nothing;
      return html`<div>
        ${several ? html`<strong>${this.label(explanation)}</strong>` : nothing}
        <p lang=${this.customerLanguage}>${text}</p>
      </div>`;
    });
    return rest.every((part) => part === nothing) ? nothing : html`<div class="more">${rest}</div>`;
  }

  private label({ label }: Explanation): string {
    return label?.[this.language] ?? this.copy.articles.other;
  }

  private worded({ instruction, help }: Explanation): string {
    return [instruction, help].flatMap((text) => text?.[this.customerLanguage] ?? []).join("\n");
  }

  private put(explanation: Explanation): void {
    const detail = this.worded(explanation);
    this.clear();
    this.dispatchEvent(new CustomEvent<string>("put", { detail }));
  }

  private clear(): void {
    clearTimeout(this.pause);
    this.words = "";
    this.found = null;
    this.opened = null;
  }

  /** Looks when the typing pauses. */
  private typed(): void {
    this.words = this.input.value;
    this.found = null;
    clearTimeout(this.pause);
    if (this.words.trim() !== "") this.pause = setTimeout(() => void this.look(), PAUSE_MS);
  }

  /** Only the answer to the newest words counts. */
  private async look(): Promise<void> {
    const { words } = this;
    const found = await this.find(words.trim());
    if (words === this.words) this.found = found;
  }

  /** Up and down go through the list, Enter in the search box takes the first, Escape goes back to writing. */
  private onKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") this.leave();
    else if (event.key === "Enter" && event.target === this.input && !event.isComposing) this.takeFirst();
    else return;
    event.preventDefault();
  }

  private step(by: number): void {
    const root = this.renderRoot as ShadowRoot;
    const stops = [...root.querySelectorAll<HTMLElement>("input, .put, .put-value")];
    stops[stops.indexOf(root.activeElement as HTMLElement) + by]?.focus();
  }

  /** Where it is not known which words fit the customer, the agent chooses. */
  private takeFirst(): void {
    const [first, ...others] = this.shown?.[0]?.explanations ?? [];
    if (others.length > 0) this.step(1);
    else if (first) this.put(first);
  }

  private leave(): void {
    this.clear();
    this.dispatchEvent(new CustomEvent("leave"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "article-list": ArticleList;
  }
}
