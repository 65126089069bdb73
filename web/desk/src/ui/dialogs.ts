import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import { fill, type Copy } from "../copy";
import type { Colleague, Language, Me } from "../protocol";
import { capital, dotted } from "../words";
import { base } from "./base";

export const dialogStyles = css`
  dialog {
    width: min(480px, calc(100vw - 32px));
    max-height: calc(100dvh - 32px);
    padding: 24px;
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--raised);
    color: var(--ink);
    box-shadow: var(--shadow);
  }

  dialog::backdrop {
    background: rgb(10 20 18 / 45%);
  }

  form {
    display: grid;
    gap: 18px;
  }

  h2 {
    font-size: 19px;
    line-height: 1.3;
  }

  .intro {
    margin-top: 4px;
    color: var(--faint);
  }

  .choice {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 36px;
    cursor: pointer;
  }

  .choice input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--accent);
  }

  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
  }

  table {
    width: 100%;
    border-collapse: collapse;
  }

  th {
    padding: 6px 0;
    font-weight: 400;
    text-align: left;
  }

  td {
    text-align: right;
  }

  kbd {
    padding: 2px 7px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--hover);
    font: inherit;
    font-size: 13px;
  }
`;

interface Words {
  heading: string;
  intro: string;
  submit: string;
}

/** A dialog of the browser's own: it holds the focus, closes on Escape, and gives the focus back. */
export abstract class DeskDialog extends LitElement {
  static override styles = [base, dialogStyles];

  @property({ attribute: false }) copy!: Copy;
  @query("dialog") private readonly dialog!: HTMLDialogElement;

  show(): void {
    this.prepare();
    void this.updateComplete.then(() => { this.dialog.showModal(); });
  }

  close(): void {
    this.dialog.close();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading">${this.content()}</dialog>`;
  }

  protected prepare(): void {
    this.requestUpdate();
  }

  protected abstract content(): TemplateResult;

  /** What is asked, and `act` once it is answered; the dialog is closed first. */
  protected form(words: Words, fields: unknown, act: () => unknown, ready = true): TemplateResult {
    const submit = (event: Event) => {
      event.preventDefault();
      this.close();
      act();
    };
    return html`<form @submit=${submit}>
      <div>
        <h2 id="heading">${words.heading}</h2>
        <p class="intro">${words.intro}</p>
      </div>
      ${fields} ${this.buttons(words.submit, ready)}
    </form>`;
  }

  private buttons(submit: string, ready: boolean): TemplateResult {
    return html`<div class="buttons">
      <button type="button" class="button" @click=${() => { this.close(); }}>${this.copy.cancel}</button>
      <button class="button primary" ?disabled=${!ready}>${submit}</button>
    </div>`;
  }
}

/** All problems by category, as options of a select. */
function problemOptions(me: Me, language: Language, chosen: string): TemplateResult[] {
  return Object.entries(me.categories).map(
    ([category, label]) => html`<optgroup label=${label[language]}>
      ${me.problems
        .filter((problem) => problem.category === category)
        .map(
          (problem) => html`<option value=${problem.intent} ?selected=${problem.intent === chosen}>
            ${capital(problem.label[language])}
          </option>`,
        )}
    </optgroup>`,
  );
}

/** Gives the conversation back to the assistant, with a note and, if the agent likes, a guide to go on with. */
@customElement("hand-back-dialog")
export class HandBackDialog extends DeskDialog {
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";
  @property({ attribute: false }) submit!: (note: string, guide: string | null) => Promise<boolean>;
  @state() private note = "";
  @state() private guide = "";

  protected override prepare(): void {
    this.note = "";
    this.guide = "";
    super.prepare();
  }

  protected override content(): TemplateResult {
    const copy = this.copy.hand_back_dialog;
    const fields = html`
      <label class="field">
        <span>${copy.guide}</span>
        <select @change=${(event: Event) => { this.guide = (event.target as HTMLSelectElement).value; }}>
          <option value="" ?selected=${this.guide === ""}>${copy.no_guide}</option>
          ${problemOptions(this.me, this.language, this.guide)}
        </select>
      </label>
      <label class="field">
        <span>${copy.note}</span>
        <textarea
          rows="3"
          maxlength="1000"
          .value=${this.note}
          @input=${(event: Event) => { this.note = (event.target as HTMLTextAreaElement).value; }}
        ></textarea>
      </label>`;
    return this.form(copy, fields, () => this.submit(this.note.trim(), this.guide === "" ? null : this.guide));
  }
}

/** Passes the conversation to a skill or to one colleague, with a note for who takes over. */
@customElement("transfer-dialog")
export class TransferDialog extends DeskDialog {
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";
  @property({ attribute: false }) colleagues!: () => Promise<Colleague[]>;
  @property({ attribute: false }) submit!: (to: { skill?: string; agent_id?: number }, note: string) => Promise<boolean>;
  @state() private known: Colleague[] = [];
  @state() private to = "";
  @state() private note = "";

  protected override prepare(): void {
    this.to = "";
    this.note = "";
    void this.colleagues().then((known) => { this.known = known; });
    super.prepare();
  }

  protected override content(): TemplateResult {
    const copy = this.copy.transfer_dialog;
    const fields = html`
      <label class="field">
        <span>${copy.to}</span>
        <select @change=${(event: Event) => { this.to = (event.target as HTMLSelectElement).value; }}>
          <option value="" ?selected=${this.to === ""}>${copy.choose}</option>
          <optgroup label=${copy.skills}>${this.skills()}</optgroup>
          ${this.known.length > 0 ? html`<optgroup label=${copy.colleagues}>${this.people()}</optgroup>` : nothing}
        </select>
      </label>
      <label class="field">
        <span>${copy.note}</span>
        <textarea
          rows="3"
          maxlength="1000"
          .value=${this.note}
          @input=${(event: Event) => { this.note = (event.target as HTMLTextAreaElement).value; }}
        ></textarea>
      </label>`;
    return this.form(copy, fields, () => this.send(), this.to !== "");
  }

  private skills(): TemplateResult[] {
    const { me, language, to } = this;
    return Object.entries(me.skills).map(
      ([skill, label]) => html`<option value="skill:${skill}" ?selected=${to === `skill:${skill}`}>${capital(label[language])}</option>`,
    );
  }

  /** Who is free comes first; of the others it is said that they are not. */
  private people(): TemplateResult[] {
    const { free, busy } = this.copy.transfer_dialog;
    const sorted = [...this.known].sort((one, other) => Number(other.free) - Number(one.free));
    return sorted.map(
      (one) => html`<option value="agent:${one.id}" ?selected=${this.to === `agent:${one.id}`}>${dotted([one.name, one.free ? free : busy])}</option>`,
    );
  }

  private send(): Promise<boolean> {
    const [kind, value = ""] = this.to.split(":");
    return this.submit(kind === "skill" ? { skill: value } : { agent_id: Number(value) }, this.note.trim());
  }
}

/** Ends the conversation with what the problem really was, and how it ended. */
@customElement("resolve-dialog")
export class ResolveDialog extends DeskDialog {
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";
  @property() expected = "";
  @property({ attribute: false }) submit!: (problem: string, outcome: string) => Promise<boolean>;
  @state() private problem = "";
  @state() private outcome = "";

  protected override prepare(): void {
    this.problem = this.expected;
    this.outcome = "";
    super.prepare();
  }

  protected override content(): TemplateResult {
    const copy = this.copy.resolve_dialog;
    const fields = html`
      <label class="field">
        <span>${copy.problem}</span>
        <select @change=${(event: Event) => { this.problem = (event.target as HTMLSelectElement).value; }}>
          ${this.problem === "" ? html`<option value="" selected>${copy.choose}</option>` : nothing}
          ${problemOptions(this.me, this.language, this.problem)}
        </select>
      </label>
      <fieldset>
        <legend>${copy.outcome}</legend>
        ${Object.entries(this.me.outcomes).map(([outcome, label]) => this.choice(outcome, label[this.language]))}
      </fieldset>`;
    return this.form(copy, fields, () => this.submit(this.problem, this.outcome), this.problem !== "" && this.outcome !== "");
  }

  private choice(outcome: string, label: string): TemplateResult {
    return html`<label class="choice">
      <input
        type="radio"
        name="outcome"
        value=${outcome}
        .checked=${this.outcome === outcome}
        @change=${() => { this.outcome = outcome; }}
      />
      ${label}
    </label>`;
  }
}

/** Asks once more before an agent leaves customers behind. */
@customElement("leave-dialog")
export class LeaveDialog extends DeskDialog {
  @property({ type: Number }) conversations = 0;
  private leave: () => Promise<void> = () => Promise.resolve();

  ask(leave: () => Promise<void>): void {
    this.leave = leave;
    this.show();
  }

  protected override content(): TemplateResult {
    const copy = this.copy.leave_dialog;
    const intro = fill(copy.intro, { conversations: this.conversations });
    return this.form({ ...copy, intro }, nothing, () => this.leave());
  }
}

/** What the keyboard can do. */
@customElement("shortcuts-dialog")
export class ShortcutsDialog extends DeskDialog {
  protected override content(): TemplateResult {
    const { shortcuts } = this.copy;
    const rows: [string, string][] = [
      ["Alt+N", shortcuts.next],
      ["Alt+1 … 9", shortcuts.switch],
      ["Alt+W", shortcuts.write],
      ["/", shortcuts.answers],
      ["Alt+K", shortcuts.articles],
      ["Alt+O", shortcuts.note],
      ["Alt+T", shortcuts.transfer],
      ["Alt+R", shortcuts.resolve],
      ["Alt+B", shortcuts.hand_back],
      ["Alt+A", shortcuts.available],
      ["Alt+H", shortcuts.help],
    ];
    return html`<form method="dialog">
      <h2 id="heading">${shortcuts.heading}</h2>
      <table>
        <tbody>
          ${rows.map(([keys, meaning]) => html`<tr><th scope="row">${meaning}</th><td><kbd>${keys}</kbd></td></tr>`)}
        </tbody>
      </table>
      <div class="buttons"><button class="button primary">${this.copy.close}</button></div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "hand-back-dialog": HandBackDialog;
    "transfer-dialog": TransferDialog;
    "resolve-dialog": ResolveDialog;
    "leave-dialog": LeaveDialog;
    "shortcuts-dialog": ShortcutsDialog;
  }
}
