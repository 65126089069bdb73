import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Archive, ArchiveState } from "../archive";
import { fill, lookUp, type Copy } from "../copy";
import type { Language, Me, PastEntry } from "../protocol";
import { moment } from "../times";
import { capital, dotted } from "../words";
import { base } from "./base";

const PAUSE_MS = 250;

/** Past conversations, newest first, and a search through what was said in them. */
@customElement("history-page")
export class HistoryPage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 24px 20px 48px;
        overflow-y: auto;
      }

      .inside {
        display: grid;
        gap: 16px;
        max-width: 860px;
        margin: 0 auto;
      }

      ul {
        display: grid;
        gap: 8px;
      }

      button.past {
        display: grid;
        gap: 3px;
        width: 100%;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--paper);
        text-align: left;
      }

      button.past:hover {
        background: var(--hover);
      }

      .line {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 4px 12px;
      }

      .words {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) archive!: Archive;
  @property({ attribute: false }) state!: ArchiveState;
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";

  private pause: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.archive.find(this.state.words));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.pause);
  }

  override render(): TemplateResult {
    const copy = this.copy.history;
    return html`<div class="inside">
      <h2>${copy.heading}</h2>
      <label class="field">
        <span>${copy.search}</span>
        <input type="text" maxlength="100" .value=${this.state.words} @input=${(event: InputEvent) => { this.seek(event); }} />
      </label>
      <div role="status">${this.about()}</div>
      <ul>${repeat(this.state.found ?? [], (past) => past.handoff_id, (past) => html`<li>${this.past(past)}</li>`)}</ul>
    </div>`;
  }

  private about(): string | typeof nothing {
    const { found, error } = this.state;
    if (error !== null) return lookUp(this.copy.errors, error);
    if (found === null) return this.copy.history.loading;
    return found.length === 0 ? this.copy.history.nothing : nothing;
  }

  private past(past: PastEntry): TemplateResult {
    const { copy, language } = this;
    const problem = capital(past.problem?.[language] ?? copy.unknown_problem);
    const agent = past.agent_name === null ? copy.history.nobody : fill(copy.history.by, { agent: past.agent_name });
    const ended = past.outcome === null ? copy.states[past.state] : (this.me.outcomes[past.outcome]?.[language] ?? past.outcome);
    return html`<button class="past" @click=${() => this.dispatchEvent(new CustomEvent<string>("choose", { detail: past.handoff_id }))}>
      <span class="line"><strong>${past.customer_name ?? copy.visitor}</strong><span class="faint">${moment(past.ended_at, language)}</span></span>
      <span>${problem}</span>
      ${past.words ? html`<span class="words faint">“${past.words}”</span>` : nothing}
      <span class="faint">${dotted([ended, agent, lookUp(copy.channels, past.channel), past.reference ?? ""])}</span>
    </button>`;
  }

  /** Looks when the typing pauses. */
  private seek(event: InputEvent): void {
    const words = (event.target as HTMLInputElement).value;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => void this.archive.find(words), PAUSE_MS);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "history-page": HistoryPage;
  }
}
