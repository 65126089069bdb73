import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";

import { fill, lookUp, type Copy } from "../copy";
import type { Language } from "../protocol";
import { isTheirs, type Conversation, type State } from "../state";
import { moment } from "../times";
import { capital, dotted } from "../words";
import { base } from "./base";
import { BACK, CHECK, FILE, NEXT, PASS, RETURN } from "./icons";
import type { Draft, MessageComposer } from "./message-composer";
import "./message-composer";
import "./message-log";
import "./reply-window";

export type ConversationAction = "take" | "transfer" | "hand-back" | "resolve" | "back" | "toggle-pack";

/** The middle of the desk: one conversation, and what the agent can do with it. */
@customElement("conversation-pane")
export class ConversationPane extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr auto;
        min-width: 0;
        min-height: 0;
      }

      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        padding: 10px 20px;
        border-bottom: 1px solid var(--line);
        background: var(--paper);
      }

      .who {
        flex: 1 1 200px;
        min-width: 0;
      }

      h2 {
        overflow: hidden;
        font-size: 16.5px;
        line-height: 1.35;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .about {
        color: var(--faint);
        font-size: 13.5px;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }

      .back,
      .file {
        display: none;
      }

      .ended {
        padding: 14px 20px;
        border-top: 1px solid var(--line);
        background: var(--paper);
        color: var(--faint);
        text-align: center;
      }

      @media (max-width: 1000px) {
        .file {
          display: inline-flex;
        }
      }

      @media (max-width: 720px) {
        .back {
          display: inline-flex;
        }

        header {
          padding: 10px 12px;
        }
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) desk!: State;
  @property({ attribute: false }) conversation!: Conversation;
  @property() language: Language = "nl";
  /** The server's clock minus this browser's, in ms. */
  @property({ type: Number }) skew = 0;
  @property({ type: Boolean }) packShown = false;
  @query("message-composer") private readonly composer!: MessageComposer | null;

  override render(): TemplateResult {
    const { copy, conversation, desk, language } = this;
    return html`
      ${this.head()}
      <message-log
        .copy=${copy}
        .conversation=${conversation}
        .language=${language}
        .link=${desk.link}
        .me=${desk.me?.agent.id ?? 0}
        .firstName=${desk.me?.agent.first_name ?? ""}
        @read=${() => { this.pass("read"); }}
        @again=${(event: CustomEvent<string>) => { this.pass("again", event.detail); }}
        @discard=${(event: CustomEvent<string>) => { this.pass("discard", event.detail); }}
      ></message-log>
      ${this.foot()}
    `;
  }

  write(): void {
    this.composer?.focus();
  }

  /** Puts words into the message box. */
  put(words: string): void {
    this.composer?.add(words);
  }

  private head(): TemplateResult {
    const { copy, conversation, language } = this;
    const { handoff, pack } = conversation;
    const problem = pack.problem?.label[language] ?? copy.unknown_problem;
    const mine = handoff.open && handoff.agent_id === this.desk.me?.agent.id;
    const stands = mine ? "" : fill(copy.states[handoff.state], { agent: handoff.agent_name ?? "" });
    return html`<header>
      <button class="button quiet small back" aria-label=${copy.back} title=${copy.back} @click=${() => { this.act("back"); }}>
        ${BACK}
      </button>
      <div class="who">
        <h2>${pack.customer.name ?? copy.visitor}</h2>
        <p class="about">
          ${dotted([capital(problem), lookUp(copy.channels, handoff.channel), copy.languages[handoff.language], stands])}
        </p>
        ${this.ticket()}
      </div>
      <div class="actions">
        ${this.actions()}
        <button class="button small file" aria-expanded=${this.packShown} @click=${() => { this.act("toggle-pack"); }}>
          ${FILE} ${copy.pack}
        </button>
      </div>
    </header>`;
  }

  /** What the customer was promised, and the number to call. */
  private ticket(): TemplateResult | typeof nothing {
    const { copy, language } = this;
    const { reference, promised_at: promised, callback_at: call, callback_phone: phone } = this.conversation.handoff;
    if (reference === null) return nothing;
    const parts = [fill(copy.ticket, { reference })];
    if (call !== null) parts.push(fill(copy.call_at, { moment: moment(call, language) }));
    else if (promised !== null) parts.push(fill(copy.answer_by, { moment: moment(promised, language) }));
    return html`<p class="about">${dotted(parts)} ${call === null || phone === null ? nothing : html`<a href="tel:${phone}">${phone}</a>`}</p>`;
  }

  private actions(): TemplateResult | typeof nothing {
    const { copy, desk, conversation } = this;
    if (conversation.handoff.state === "queued" && desk.me?.agent.helps_customers)
      return html`<button class="button primary small" @click=${() => { this.act("take"); }}>${copy.take} ${NEXT}</button>`;
    if (!isTheirs(desk, conversation)) return nothing;
    return html`
      <button class="button small" aria-keyshortcuts="Alt+T" title="Alt+T" @click=${() => { this.act("transfer"); }}>
        ${PASS} ${copy.transfer}
      </button>
      <button class="button small" aria-keyshortcuts="Alt+B" title="Alt+B" @click=${() => { this.act("hand-back"); }}>
        ${RETURN} ${copy.hand_back}
      </button>
      <button class="button primary small" aria-keyshortcuts="Alt+R" title="Alt+R" @click=${() => { this.act("resolve"); }}>
        ${CHECK} ${copy.resolve}
      </button>
    `;
  }

  private foot(): TemplateResult {
    const { copy, conversation, desk, language } = this;
    const { handoff, answers, suggested } = conversation;
    if (!isTheirs(desk, conversation)) return html`<p class="ended" role="status">${this.whyNot()}</p>`;
    return html`<div>
      <reply-window .copy=${copy} .reach=${conversation.reach} .skew=${this.skew}></reply-window>
      <message-composer
        .copy=${copy}
        .answers=${answers}
        .suggested=${suggested}
        .language=${language}
        .customerLanguage=${handoff.language}
        .agent=${desk.me?.agent.first_name ?? ""}
        .draft=${conversation.draft}
        .noting=${conversation.noting}
        @noting=${(event: CustomEvent<boolean>) => { this.pass("noting", event.detail); }}
        @draft=${(event: CustomEvent<Draft>) => { this.pass("draft", event.detail); }}
        @note=${(event: CustomEvent<string>) => { this.pass("note", event.detail); }}
        @say=${(event: CustomEvent<string>) => { this.pass("say", event.detail); }}
      ></message-composer>
    </div>`;
  }

  /** Why the agent cannot answer here. */
  private whyNot(): string {
    const { copy, conversation, desk } = this;
    const { state, agent_name: agent } = conversation.handoff;
    if (state === "returned" || state === "resolved" || state === "abandoned") return copy.ended[state];
    if (agent !== null) return fill(copy.of_colleague, { agent });
    return desk.me?.agent.helps_customers ? copy.reading_along : copy.reading_only;
  }

  private act(action: ConversationAction): void {
    this.dispatchEvent(new CustomEvent<ConversationAction>("act", { detail: action }));
  }

  private pass(event: string, detail?: string | boolean | Draft): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "conversation-pane": ConversationPane;
  }
}
