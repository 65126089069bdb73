import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Admin, AdminState } from "../admin";
import { fill, lookUp, type Copy } from "../copy";
import type { Account, Agent, CannedAnswer, Language, Me, Role, Undelivered } from "../protocol";
import { moment } from "../times";
import { capital, dotted } from "../words";
import { base } from "./base";

const ROLES: readonly Role[] = ["agent", "trainer", "admin"];
const LANGUAGES: readonly Language[] = ["nl", "en"];
const SHORTEST_PASSWORD = 10;

/** Accounts, canned answers and what was not delivered, for admins; one form is open at a time. */
@customElement("admin-page")
export class AdminPage extends LitElement {
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
        gap: 28px;
        max-width: 860px;
        margin: 0 auto;
      }

      section,
      ul {
        display: grid;
        gap: 8px;
      }

      .top,
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 12px;
      }

      .row,
      form {
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--paper);
      }

      .row > span:first-child {
        flex: 1 1 260px;
        min-width: 0;
        overflow-wrap: anywhere;
      }

      .actions {
        display: flex;
        gap: 8px;
      }

      form {
        display: grid;
        gap: 14px;
      }

      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));
        gap: 14px;
      }

      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        margin-top: 6px;
      }

      .choices label {
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: 28px;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) admin!: Admin;
  @property({ attribute: false }) state!: AdminState;
  @property({ attribute: false }) me!: Me;
  @property() language: Language = "nl";
  /** The username or answer id in the open form; "" for a new one. */
  @state() private agentForm: string | null = null;
  @state() private answerForm: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.admin.load());
  }

  override render(): TemplateResult {
    const { copy } = this;
    const { team, said } = this.state;
    const sentence = said === null ? "" : lookUp({ ...copy.errors, ...copy.admin.said }, said);
    return html`<div class="inside">
      <div>
        <h2>${copy.admin.heading}</h2>
        <p role="status">${team === null && said === null ? copy.admin.loading : sentence}</p>
      </div>
      ${team === null ? nothing : html`${this.undelivered()} ${this.agents(team)} ${this.answers()}`}
    </div>`;
  }

  /** Only there when another helpdesk did not take something. */
  private undelivered(): TemplateResult | typeof nothing {
    const { undelivered } = this.state;
    if (undelivered.length === 0) return nothing;
    const copy = this.copy.admin;
    return html`<section aria-labelledby="undelivered">
      <h3 id="undelivered">${copy.undelivered}</h3>
      <p class="faint">${copy.undelivered_about}</p>
      <ul>${repeat(undelivered, ({ id }) => id, (one) => html`<li>${this.notDelivered(one)}</li>`)}</ul>
    </section>`;
  }

  private notDelivered(one: Undelivered): TemplateResult {
    const copy = this.copy.admin;
    const what = copy.tells[one.tells];
    const tries = fill(one.attempts === 1 ? copy.tried_once : copy.tried, { count: String(one.attempts) });
    const about = dotted([moment(one.created_at, this.language), tries, one.problem]);
    return html`<div class="row">
      <span><strong>${what}</strong><br /><span class="faint">${about}</span></span>
      <span class="actions">
        <button class="button small" @click=${() => this.dispatchEvent(new CustomEvent<string>("choose", { detail: one.handoff_id }))}>${copy.look}<span class="sr-only"> ${what}</span></button>
        <button class="button small" @click=${() => void this.admin.resend(one.id)}>${copy.resend}<span class="sr-only"> ${what}</span></button>
      </span>
    </div>`;
  }

  private agents(team: Agent[]): TemplateResult {
    const copy = this.copy.admin;
    return html`<section aria-labelledby="team">
      <div class="top">
        <h3 id="team">${copy.team}</h3>
        <button class="button small" @click=${() => { this.agentForm = ""; }}>${copy.new_agent}</button>
      </div>
      ${this.agentForm === "" ? this.accountForm(null) : nothing}
      <ul>${repeat(team, ({ id }) => id, (agent) => html`<li>${agent.username === this.agentForm ? this.accountForm(agent) : this.agent(agent)}</li>`)}</ul>
    </section>`;
  }

  private agent(agent: Agent): TemplateResult {
    const { copy, language, me } = this;
    const skills = agent.skills.map((skill) => me.skills[skill]?.[language] ?? skill).join(", ");
    const about = dotted([copy.roles[agent.role], agent.username, skills, agent.languages.map((one) => copy.languages[one]).join(", ")]);
    const turn = agent.active ? copy.admin.close_account : copy.admin.open_account;
    return html`<div class="row">
      <span><strong>${agent.name}</strong> ${agent.active ? nothing : html`<span class="chip">${copy.admin.closed}</span>`}<br /><span class="faint">${about}</span></span>
      <span class="actions">
        <button class="button small" @click=${() => { this.agentForm = agent.username; }}>${copy.admin.edit}<span class="sr-only"> ${agent.name}</span></button>
        ${agent.id === me.agent.id ? nothing : html`<button class="button small" @click=${() => void this.admin.setActive(agent.id, !agent.active)}>${turn}<span class="sr-only"> ${agent.name}</span></button>`}
      </span>
    </div>`;
  }

  private accountForm(agent: Agent | null): TemplateResult {
    const copy = this.copy.admin;
    const skills = Object.entries(this.me.skills).map(([skill, label]) => this.check("skills", skill, capital(label[this.language]), agent?.skills));
    const languages = LANGUAGES.map((one) => this.check("languages", one, this.copy.languages[one], agent?.languages ?? LANGUAGES));
    return html`<form @submit=${(event: Event) => void this.saveAgent(event)}>
      <div class="two">
        <label class="field"><span>${copy.username}</span>
          <input type="text" name="username" required pattern="[a-z0-9._\\-]{2,64}" autocomplete="off" .value=${agent?.username ?? ""} ?readonly=${agent !== null} />
        </label>
        <label class="field"><span>${copy.name}</span><input type="text" name="name" required maxlength="80" .value=${agent?.name ?? ""} /></label>
        <label class="field"><span>${copy.role}</span>
          <select name="role">${ROLES.map((role) => html`<option value=${role} ?selected=${role === (agent?.role ?? "agent")}>${this.copy.roles[role]}</option>`)}</select>
        </label>
        <label class="field"><span>${agent === null ? copy.password : copy.password_kept}</span>
          <input type="password" name="password" minlength=${SHORTEST_PASSWORD} autocomplete="new-password" ?required=${agent === null} />
        </label>
      </div>
      <fieldset><legend>${copy.skills}</legend><div class="choices">${skills}</div></fieldset>
      <fieldset><legend>${copy.languages}</legend><div class="choices">${languages}</div></fieldset>
      ${this.buttons(() => { this.agentForm = null; })}
    </form>`;
  }

  private check(name: string, value: string, label: string, chosen: readonly string[] = []): TemplateResult {
    return html`<label><input type="checkbox" name=${name} value=${value} ?checked=${chosen.includes(value)} /> ${label}</label>`;
  }

  private buttons(cancel: () => void, more: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<div class="actions">
      <button class="button primary">${this.copy.admin.save}</button>
      <button type="button" class="button" @click=${cancel}>${this.copy.cancel}</button>
      ${more}
    </div>`;
  }

  private answers(): TemplateResult {
    const copy = this.copy.admin;
    const { answers } = this.state;
    return html`<section aria-labelledby="canned">
      <div class="top">
        <h3 id="canned">${copy.answers}</h3>
        <button class="button small" @click=${() => { this.answerForm = ""; }}>${copy.new_answer}</button>
      </div>
      ${this.answerForm === "" ? this.wordsForm(null) : nothing}
      <ul>${repeat(answers, ({ id }) => id, (answer) => html`<li>${answer.id === this.answerForm ? this.wordsForm(answer) : this.answer(answer)}</li>`)}</ul>
    </section>`;
  }

  private answer(answer: CannedAnswer): TemplateResult {
    const { copy, language } = this;
    return html`<div class="row">
      <span><strong>${answer.title[language]}</strong> <span class="faint">/${answer.id}</span><br />${answer.text[language]}</span>
      <button class="button small" @click=${() => { this.answerForm = answer.id; }}>${copy.admin.edit}<span class="sr-only"> ${answer.title[language]}</span></button>
    </div>`;
  }

  private wordsForm(answer: CannedAnswer | null): TemplateResult {
    const copy = this.copy.admin;
    const fields = LANGUAGES.map((one) => html`
      <label class="field"><span>${copy.title} (${this.copy.languages[one]})</span>
        <input type="text" name="title-${one}" required maxlength="60" lang=${one} .value=${answer?.title[one] ?? ""} />
      </label>
      <label class="field"><span>${copy.text} (${this.copy.languages[one]})</span>
        <textarea name="text-${one}" rows="3" required maxlength="2000" lang=${one} .value=${answer?.text[one] ?? ""}></textarea>
      </label>`);
    const forget = html`<button type="button" class="button quiet" @click=${() => void this.forgetAnswer(answer?.id ?? "")}>${copy.forget}</button>`;
    return html`<form @submit=${(event: Event) => void this.saveAnswer(event)}>
      <label class="field"><span>${copy.id}</span>
        <input type="text" name="id" required pattern="[a-z0-9_\\-]{1,40}" .value=${answer?.id ?? ""} ?readonly=${answer !== null} />
      </label>
      ${fields} ${this.buttons(() => { this.answerForm = null; }, answer === null ? nothing : forget)}
    </form>`;
  }

  private async saveAgent(event: Event): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const password = text(form, "password");
    const account: Account = {
      username: text(form, "username"),
      name: text(form, "name"),
      role: ROLES.find((role) => role === text(form, "role")) ?? "agent",
      skills: form.getAll("skills").map(String),
      languages: LANGUAGES.filter((one) => form.getAll("languages").includes(one)),
      ...(password === "" ? {} : { password }),
    };
    if (await this.admin.saveAgent(account)) this.agentForm = null;
  }

  private async saveAnswer(event: Event): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const both = (name: string) => ({ nl: text(form, `${name}-nl`), en: text(form, `${name}-en`) });
    if (await this.admin.saveAnswer({ id: text(form, "id"), title: both("title"), text: both("text") })) this.answerForm = null;
  }

  private async forgetAnswer(id: string): Promise<void> {
    if (await this.admin.forgetAnswer(id)) this.answerForm = null;
  }
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

declare global {
  interface HTMLElementTagNameMap {
    "admin-page": AdminPage;
  }
}
