import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { fill, type Copy } from "../copy";
import type { Agent, Language, Role, Routing } from "../protocol";
import type { Link } from "../state";
import { base } from "./base";
import { KEYBOARD, LOGO, USER } from "./icons";

/** The pages of the desk; all but the first have an address of their own, such as `/desk/#history`. */
export type Page = "conversations" | "history" | "review" | "admin";

const PAGES: Record<Role, readonly Page[]> = {
  agent: ["conversations", "history"],
  trainer: ["conversations", "history", "review"],
  admin: ["conversations", "history", "review", "admin"],
};
const CAPACITIES = [1, 2, 3, 4, 5, 6, 8, 10];

export function pagesFor(role: Role): readonly Page[] {
  return PAGES[role];
}

const LANGUAGES: readonly Language[] = ["nl", "en"];

/** The bar at the top: whether the desk is connected, its language, and who is signed in. */
@customElement("top-bar")
export class TopBar extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 14px;
        min-height: 52px;
        padding: 6px 16px;
        border-bottom: 1px solid var(--line);
        background: var(--paper);
      }

      h1 {
        display: flex;
        align-items: center;
        gap: 10px;
        font-size: 16px;
        white-space: nowrap;
      }

      .room {
        margin-right: auto;
      }

      nav {
        display: flex;
        gap: 4px;
      }

      nav a {
        padding: 5px 12px;
        border-radius: 9px;
        color: inherit;
        font-size: 14px;
        text-decoration: none;
      }

      nav a:hover {
        background: var(--hover);
      }

      nav a[aria-current] {
        background: var(--accent-paper);
        font-weight: 700;
      }

      .link {
        display: inline-flex;
        align-items: center;
        gap: 7px;
        color: var(--faint);
        font-size: 13.5px;
      }

      .link::before {
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: var(--normal);
        content: "";
      }

      .link.online::before {
        background: var(--good);
      }

      .link.offline {
        color: var(--urgent);
        font-weight: 600;
      }

      .link.offline::before {
        background: var(--urgent);
      }

      .status {
        border-radius: 999px;
      }

      .status::before {
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: var(--good);
        content: "";
      }

      .status[aria-checked="false"]::before {
        background: var(--normal);
      }

      .menu label {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: 4px 10px;
      }

      .menu select {
        width: auto;
        min-height: 32px;
        padding: 2px 8px;
      }

      .languages {
        display: flex;
        border: 1px solid var(--line);
        border-radius: 9px;
      }

      .languages button {
        min-width: 36px;
        min-height: 30px;
        padding: 0 8px;
        border: 0;
        border-radius: 8px;
        background: none;
        font-size: 13.5px;
      }

      .languages button[aria-pressed="true"] {
        background: var(--accent-paper);
        font-weight: 700;
      }

      details {
        position: relative;
      }

      summary {
        list-style: none;
        cursor: pointer;
      }

      summary::-webkit-details-marker {
        display: none;
      }

      .menu {
        position: absolute;
        top: calc(100% + 6px);
        right: 0;
        z-index: 10;
        display: grid;
        gap: 2px;
        min-width: 240px;
        padding: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
      }

      .menu p {
        padding: 4px 10px 8px;
      }

      .menu .button {
        justify-content: flex-start;
      }

      @media (max-width: 1120px) {
        :host {
          gap: 8px;
          padding: 6px 10px;
        }

        .name,
        .keys,
        .brand {
          display: none;
        }

        .link.online {
          gap: 0;
          font-size: 0;
        }
      }

      @media (max-width: 720px) {
        :host {
          flex-wrap: wrap;
        }
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) agent!: Agent;
  @property() page: Page = "conversations";
  @property({ attribute: false }) routing!: Routing;
  @property({ type: Boolean }) alerts = false;
  @property() link: Link = "online";
  @property() language: Language = "nl";

  override render(): TemplateResult {
    const { copy, agent } = this;
    return html`
      <h1 aria-label="${copy.company} ${copy.title}">${LOGO} <span class="brand">${copy.company} ${copy.title}</span></h1>
      ${this.pages()}
      <span class="room"></span>
      ${agent.helps_customers ? this.availability() : nothing}
      <span class="link ${this.link}" role="status">${copy.link[this.link]}</span>
      <div class="languages" role="group" aria-label=${copy.language}>${LANGUAGES.map((one) => this.choice(one))}</div>
      <button
        class="button quiet small keys"
        aria-label=${copy.shortcuts.heading}
        title=${copy.shortcuts.heading}
        aria-keyshortcuts="Alt+H"
        @click=${() => { this.tell("shortcuts"); }}
      >${KEYBOARD}</button>
      <details @focusout=${(event: FocusEvent) => { this.closeMenu(event); }} @keydown=${(event: KeyboardEvent) => { this.onKey(event); }}>
        <summary class="button quiet small" aria-label=${fill(copy.account, { name: agent.name })}>
          ${USER} <span class="name">${agent.first_name}</span>
        </summary>
        <div class="menu">
          <p><strong>${agent.name}</strong><br /><span class="faint">${copy.roles[agent.role]}</span></p>
          ${agent.helps_customers ? this.capacity() : nothing}
          <label>
            ${copy.alerts}
            <input type="checkbox" .checked=${this.alerts} @change=${(event: Event) => { this.tell("alerts", (event.target as HTMLInputElement).checked); }} />
          </label>
          <button class="button quiet" @click=${() => { this.tell("sign-out"); }}>${copy.sign_out}</button>
          <button class="button quiet" @click=${() => { this.tell("sign-out-everywhere"); }}>
            ${copy.sign_out_everywhere}
          </button>
        </div>
      </details>
    `;
  }

  private pages(): TemplateResult {
    const { page: names } = this.copy;
    const links = pagesFor(this.agent.role).map(
      (page) => html`<a href=${page === "conversations" ? "#" : `#${page}`} aria-current=${page === this.page ? "page" : nothing}>${names[page]}</a>`,
    );
    return html`<nav aria-label=${names.label}>${links}</nav>`;
  }

  /** One tap says that the agent takes customers, or for a while not. */
  private availability(): TemplateResult {
    const { available, capacity } = this.agent;
    return html`<button
      class="button small status"
      role="switch"
      aria-checked=${available ? "true" : "false"}
      aria-keyshortcuts="Alt+A"
      title="Alt+A"
      @click=${() => { this.tell("availability", { available: !available, capacity }); }}
    >${available ? this.copy.available : this.copy.away}</button>`;
  }

  private capacity(): TemplateResult {
    const { available, capacity } = this.agent;
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      this.tell("availability", { available, capacity: value === "" ? null : Number(value) });
    };
    const numbers = CAPACITIES.map((one) => html`<option value=${one} ?selected=${one === capacity}>${one}</option>`);
    return html`<label>
      ${this.copy.capacity}
      <select @change=${choose}>
        <option value="" ?selected=${capacity === null}>${fill(this.copy.capacity_team, { capacity: this.routing.capacity })}</option>
        ${numbers}
      </select>
    </label>`;
  }

  private choice(language: Language): TemplateResult {
    return html`<button
      lang=${language}
      aria-pressed=${language === this.language}
      @click=${() => { this.tell("language", language); }}
    >${language.toUpperCase()}<span class="sr-only"> ${this.copy.languages[language]}</span></button>`;
  }

  private closeMenu(event: FocusEvent): void {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (!(event.relatedTarget instanceof Node) || !menu.contains(event.relatedTarget)) menu.open = false;
  }

  private onKey(event: KeyboardEvent): void {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }

  private tell(event: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "top-bar": TopBar;
  }
}
