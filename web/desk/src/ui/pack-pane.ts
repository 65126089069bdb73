import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { fill, lookUp, type Copy } from "../copy";
import type { Language, Me, Pack, Step, Text } from "../protocol";
import { shortDay } from "../times";
import { capital } from "../words";
import { base } from "./base";
import { CHECK, CROSS } from "./icons";

const CUSTOMER_FIELDS = ["name", "id", "email", "phone", "address"] as const;
const GOOD = ["solved", "done"];

/** The right of the desk: everything known when the conversation was handed over. */
@customElement("pack-pane")
export class PackPane extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 16px 18px 32px;
        font-size: 14.5px;
      }

      section + section {
        margin-top: 20px;
        padding-top: 18px;
        border-top: 1px solid var(--line);
      }

      h3 {
        margin-bottom: 8px;
        font-size: 14.5px;
      }

      .summary {
        padding: 14px 16px;
        border-radius: var(--radius);
        background: var(--accent-paper);
      }

      .summary li + li {
        margin-top: 7px;
      }

      slot + section {
        margin-top: 18px;
      }

      dl {
        display: grid;
        grid-template-columns: minmax(84px, max-content) 1fr;
        gap: 5px 14px;
      }

      dt {
        color: var(--faint);
      }

      dd {
        min-width: 0;
        overflow-wrap: anywhere;
      }

      .row {
        display: grid;
        grid-template-columns: 20px 1fr;
        gap: 8px;
        align-items: start;
      }

      .row + .row,
      .step + .step {
        margin-top: 9px;
      }

      .row svg {
        margin-top: 2px;
        color: var(--good);
      }

      .row.failed svg {
        color: var(--normal);
      }

      .findings::first-letter,
      .step .asked::first-letter {
        text-transform: uppercase;
      }

      .step {
        display: grid;
        gap: 3px;
        padding-left: 12px;
        border-left: 2px solid var(--line);
      }

      .step.corrected {
        opacity: 0.65;
      }

      .answer {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 8px;
        overflow-wrap: anywhere;
      }

      .said {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .kind {
        color: var(--faint);
        font-size: 12.5px;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) pack!: Pack;
  /** Where the customer is now, which may not be where the pack was made. */
  @property() channel = "";
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";

  override render(): TemplateResult {
    return html`${this.summary()}<slot></slot>${this.reason()} ${this.facts()} ${this.checks()} ${this.steps()}
    ${this.offers()} ${this.customer()} ${this.notes()} ${this.earlier()}`;
  }

  private summary(): TemplateResult {
    const lines = this.pack.summary[this.language].map((line) => html`<li>${line}</li>`);
    return html`<section class="summary" aria-labelledby="summary">
      <h3 id="summary">${this.copy.summary}</h3>
      <ul>${lines}</ul>
    </section>`;
  }

  private reason(): TemplateResult {
    const { copy, pack, language } = this;
    const { mood, turns, minutes } = pack.effort;
    return html`<section>
      <dl>
        <dt>${copy.reason}</dt>
        <dd>${this.why()}</dd>
        <dt>${copy.mood}</dt>
        <dd>${copy.moods[mood]}, ${fill(minutes > 0 ? copy.effort : copy.effort_short, { turns, minutes })}</dd>
        ${this.asked()}
        <dt>${copy.skill}</dt>
        <dd>${capital(this.me.skills[pack.skill]?.[language] ?? pack.skill)}</dd>
        <dt>${copy.channel}</dt>
        <dd>${lookUp(copy.channels, this.channel)}, ${copy.languages[pack.language]}</dd>
      </dl>
    </section>`;
  }

  /** What the guides have asked so far, and what they knew without asking. */
  private asked(): TemplateResult | typeof nothing {
    const { questions, checks } = this.pack.effort;
    if (questions + checks === 0) return nothing;
    return html`<dt>${this.copy.asked}</dt>
      <dd>${fill(this.copy.asked_counts, { questions, checks })}</dd>`;
  }

  /** What the guide says of it, in the agent's language where it can. */
  private why(): string {
    const { text, told } = this.pack.reason;
    const because = fill(this.copy.because, { reason: text[this.language] });
    if (told === null) return because;
    return told[this.language] ?? `${because}: “${Object.values(told).join(" ")}”`;
  }

  private facts(): TemplateResult | typeof nothing {
    const { facts } = this.pack;
    const rows = facts.map((fact) => html`<dt>${fact.label[this.language]}</dt><dd>${fact.text?.[this.language] ?? fact.value}</dd>`);
    return this.section(this.copy.facts, facts.length, html`<dl>${rows}</dl>`);
  }

  private checks(): TemplateResult | typeof nothing {
    const { checks } = this.pack;
    const rows = checks.map((check) => {
      const findings = check.findings.map((finding) => finding[this.language]).join(", ");
      return html`<li class="row ${check.ok ? "" : "failed"}">
        ${check.ok ? CHECK : CROSS}
        <span>
          <span class="sr-only">${check.ok ? this.copy.check_ok : this.copy.check_failed}:</span>
          <span class="kind">${check.label[this.language]}</span><br />
          ${capital(findings)}
        </span>
      </li>`;
    });
    return this.section(this.copy.checks, checks.length, html`<ul>${rows}</ul>`);
  }

  private steps(): TemplateResult | typeof nothing {
    const { steps } = this.pack;
    const rows = steps.map((step) => this.step(step));
    return this.section(this.copy.steps, steps.length, html`<ol>${rows}</ol>`);
  }

  private step(step: Step): TemplateResult {
    const result = step.result ?? "open";
    const told = (this.copy.results as Record<string, string>)[result];
    const tone = GOOD.includes(result) ? "good" : "";
    return html`<li class="step ${result}">
      <span class="asked">${this.short(step.short) ?? step.text}</span>
      <span class="answer">
        ${step.answer === null ? nothing : html`<strong>“${step.answer}”</strong>`}
        ${told === undefined ? nothing : html`<span class="chip ${tone}">${told}</span>`}
      </span>
    </li>`;
  }

  private offers(): TemplateResult | typeof nothing {
    const { offers } = this.pack;
    const rows = offers.map(
      (offer) => html`<li class="step">
        <span class="asked">${this.short(offer.short) ?? offer.text}</span>
        <span class="answer">
          ${offer.answer === null ? nothing : html`<strong>“${offer.answer}”</strong>`}
          <span class="chip ${offer.result === "accepted" ? "good" : ""}">${this.copy.offer_results[offer.result]}</span>
        </span>
      </li>`,
    );
    return this.section(this.copy.offers, offers.length, html`<ul>${rows}</ul>`);
  }

  private customer(): TemplateResult {
    const { copy, pack } = this;
    const known = CUSTOMER_FIELDS.filter((field) => pack.customer[field] !== null);
    const rows = known.map((field) => html`<dt>${copy.customer_fields[field]}</dt><dd>${pack.customer[field]}</dd>`);
    const level = pack.customer.level;
    return html`<section aria-labelledby="customer">
      <h3 id="customer">
        ${copy.customer} <span class="chip ${level === "verified" ? "good" : ""}">${copy.levels[level]}</span>
      </h3>
      ${known.length ? html`<dl>${rows}</dl>` : nothing}
    </section>`;
  }

  private notes(): TemplateResult | typeof nothing {
    const { notes } = this.pack;
    const rows = notes.map(
      (note) => html`<li class="step">
        <span class="said">${note.text}</span>
        <span class="kind">${note.agent_name}, ${shortDay(note.at, this.language)}</span>
      </li>`,
    );
    return this.section(this.copy.notes, notes.length, html`<ul>${rows}</ul>`);
  }

  private earlier(): TemplateResult | typeof nothing {
    const { earlier } = this.pack;
    const rows = earlier.map((one) => {
      const outcome = one.outcome === null ? this.copy.no_outcome : this.outcome(one.outcome);
      return html`<li class="step">
        <span class="asked">${capital(one.problem[this.language])}</span>
        <span class="kind">${shortDay(one.at, this.language)}, ${outcome}</span>
      </li>`;
    });
    return this.section(this.copy.earlier, earlier.length, html`<ul>${rows}</ul>`);
  }

  private section(heading: string, count: number, content: TemplateResult): TemplateResult | typeof nothing {
    if (count === 0) return nothing;
    return html`<section><h3>${heading}</h3>${content}</section>`;
  }

  private outcome(outcome: string): string {
    return this.me.outcomes[outcome]?.[this.language].toLowerCase() ?? outcome;
  }

  private short(text: Text | null): string | null {
    return text ? capital(text[this.language]) : null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "pack-pane": PackPane;
  }
}
