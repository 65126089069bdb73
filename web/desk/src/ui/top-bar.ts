import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { fill, type Copy } from "../copy";
import type { Agent, Language } from "../protocol";
import type { Link } from "../state";
import { base } from "./base";
import { KEYBOARD, LOGO, USER } from "./icons";

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

      @media (max-width: 720px) {
        :host {
          flex-wrap: wrap;
          gap: 8px;
          padding: 6px 10px;
        }

        .name,
        .keys {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) agent!: Agent;
  @property({ type: Boolean }) reviewing = false;
  @property() link: Link = "online";
  @property() language: Language = "nl";

  override render(): TemplateResult {
    const { copy, agent } = this;
    return html`
      <h1>${LOGO} ${copy.company} ${copy.title}</h1>
      ${agent.role === "agent" ? nothing : this.pages()}
      <span class="room"></span>
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
          <button class="button quiet" @click=${() => { this.tell("sign-out"); }}>${copy.sign_out}</button>
          <button class="button quiet" @click=${() => { this.tell("sign-out-everywhere"); }}>
            ${copy.sign_out_everywhere}
          </button>
        </div>
      </details>
    `;
  }

  private pages(): TemplateResult {
    const { page } = this.copy;
    return html`<nav aria-label=${page.label}>
      <a href="#" aria-current=${this.reviewing ? nothing : "page"}>${page.conversations}</a>
      <a href="#review" aria-current=${this.reviewing ? "page" : nothing}>${page.review}</a>
    </nav>`;
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

  private tell(event: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "top-bar": TopBar;
  }
}
