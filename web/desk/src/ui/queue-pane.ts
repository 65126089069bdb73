import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { fill, lookUp, type Copy } from "../copy";
import type { Entry, Language } from "../protocol";
import { unread, type State } from "../state";
import { moment } from "../times";
import { capital, dotted } from "../words";
import { base } from "./base";
import { NEXT } from "./icons";
import "./waiting-time";

/** The left of the desk: the agent's own conversations, and who waits. */
@customElement("queue-pane")
export class QueuePane extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 22px;
        min-height: 0;
        padding: 16px 12px 24px;
        overflow-y: auto;
      }

      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 36px;
        padding: 0 6px 8px;
      }

      h2 {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: 15px;
      }

      ul {
        display: grid;
        gap: 6px;
      }

      .empty {
        padding: 10px 8px;
        color: var(--faint);
      }

      .entry {
        display: grid;
        gap: 4px;
        width: 100%;
        padding: 10px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--paper);
        text-align: left;
      }

      .entry:hover {
        border-color: color-mix(in srgb, var(--accent) 40%, var(--line));
      }

      .entry[aria-current="true"] {
        border-color: var(--accent);
        background: var(--accent-paper);
        box-shadow: inset 3px 0 0 var(--accent);
      }

      .line {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 8px;
        min-width: 0;
      }

      .problem {
        display: -webkit-box;
        overflow: hidden;
        font-weight: 600;
        line-height: 1.35;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }

      .words {
        overflow: hidden;
        color: var(--faint);
        font-size: 13.5px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .next {
        width: 100%;
        margin-bottom: 10px;
      }

      .meta {
        color: var(--faint);
        font-size: 13px;
        line-height: 1.6;
      }

      .meta .chip {
        margin-right: 5px;
      }

      .badge {
        flex: none;
        min-width: 22px;
        padding: 0 7px;
        border-radius: 11px;
        background: var(--accent);
        color: var(--on-accent);
        font-size: 12.5px;
        font-weight: 700;
        line-height: 22px;
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) desk!: State;
  @property() language: Language = "nl";
  @property({ type: Number }) skew = 0;

  override render(): TemplateResult {
    const { copy } = this;
    const { mine, waiting } = this.desk.queue;
    return html`
      <section aria-labelledby="mine">
        <div class="top">
          <h2 id="mine">${copy.mine} ${mine.length ? html`<span class="chip">${mine.length}</span>` : nothing}</h2>
        </div>
        ${this.list(mine, copy.mine_empty, (entry) => this.own(entry))}
      </section>
      <section aria-labelledby="queue">
        <div class="top">
          <h2 id="queue">${copy.queue} <span class="chip">${waiting.length}</span></h2>
        </div>
        ${this.takeNext()}
        ${this.list(waiting, copy.queue_empty, (entry) => this.waiting(entry))}
      </section>
    `;
  }

  private takeNext(): TemplateResult | typeof nothing {
    if (!this.desk.me?.agent.helps_customers) return nothing;
    return html`<button
      class="button primary next"
      ?disabled=${this.desk.queue.waiting.length === 0}
      aria-keyshortcuts="Alt+N"
      title="Alt+N"
      @click=${() => this.dispatchEvent(new CustomEvent("take-next"))}
    >
      ${this.copy.take_next} ${NEXT}
    </button>`;
  }

  private list(entries: Entry[], empty: string, view: (entry: Entry) => TemplateResult): TemplateResult {
    if (entries.length === 0) return html`<p class="empty">${empty}</p>`;
    const items = repeat(entries, (entry) => entry.handoff_id, (entry) => html`<li>${view(entry)}</li>`);
    return html`<ul>${items}</ul>`;
  }

  private own(entry: Entry): TemplateResult {
    const conversation = this.desk.conversations[entry.handoff_id];
    const last = conversation?.messages.findLast(({ author }) => author !== "system")?.text ?? entry.words;
    return this.entry(
      entry,
      html`<span class="line"
          ><span class="problem">${entry.customer_name ?? this.copy.visitor}</span>${this.badge(
            unread(conversation),
          )}</span
        >
        <span class="words">${last}</span>
        <span class="meta">${dotted([this.problem(entry), lookUp(this.copy.channels, entry.channel)])}</span>`,
    );
  }

  private waiting(entry: Entry): TemplateResult {
    const { copy, language } = this;
    const skill = this.desk.me?.skills[entry.skill]?.[language] ?? entry.skill;
    return this.entry(
      entry,
      html`<span class="line"
          ><span class="problem">${this.problem(entry)}</span
          ><span class="faint"
            ><span class="sr-only">${copy.waiting_label}</span
            ><waiting-time since=${entry.requested_at} skew=${this.skew}></waiting-time></span
        ></span>
        ${entry.words ? html`<span class="words">“${entry.words}”</span>` : nothing} ${this.promise(entry)}
        <span class="meta">
          <span class="chip urgency-${entry.urgency}">${copy.urgencies[entry.urgency]}</span>
          <span>${dotted([copy.languages[entry.language], lookUp(copy.channels, entry.channel), capital(skill)])}</span>
        </span>`,
    );
  }

  /** Of a ticket: by when it must be answered, or when the customer is to be called. */
  private promise(entry: Entry): TemplateResult | typeof nothing {
    const { copy, language } = this;
    if (entry.callback_at !== null)
      return html`<span class="meta"><span class="chip">${fill(copy.call_at, { moment: moment(entry.callback_at, language) })}</span></span>`;
    if (entry.promised_at === null) return nothing;
    return html`<span class="meta"><span class="chip">${fill(copy.answer_by, { moment: moment(entry.promised_at, language) })}</span></span>`;
  }

  private entry(entry: Entry, content: TemplateResult): TemplateResult {
    const id = entry.handoff_id;
    return html`<button
      class="entry"
      aria-current=${this.desk.selected === id ? "true" : nothing}
      @click=${() => this.dispatchEvent(new CustomEvent<string>("choose", { detail: id }))}
    >
      ${content}
    </button>`;
  }

  private badge(count: number): TemplateResult | typeof nothing {
    if (count === 0) return nothing;
    const label = count === 1 ? this.copy.unread_one : fill(this.copy.unread_many, { count });
    return html`<span class="badge"><span aria-hidden="true">${count}</span><span class="sr-only">${label}</span></span>`;
  }

  private problem(entry: Entry): string {
    return capital(entry.problem?.[this.language] ?? this.copy.unknown_problem);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "queue-pane": QueuePane;
  }
}
