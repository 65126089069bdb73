import { html, nothing, type TemplateResult } from "lit";

import { fill, type Copy } from "../copy";
import type { Handoff, Language, Way } from "../protocol";
import type { ChatState } from "../state";

export interface WaitingActions {
  cancelHandoff(): void;
  callBack(moment: string, phone: string): void;
  rate(handoff: string, score: number): void;
}

type View = TemplateResult | typeof nothing;

const SCORES = [1, 2, 3, 4, 5] as const;

/** How the wait for a person stands, what can be done instead, and the way out; nothing without a wait. */
export function waitingBar({ status }: ChatState, language: Language, copy: Copy, actions: WaitingActions): View {
  const { handoff } = status;
  if (!handoff) return nothing;
  return html`<div class="bar queue ${handoff.state}" part="queue">
    <div role="status">
      <p>${sentence(handoff, language, copy)}</p>
      ${handoff.state === "queued" ? html`<p class="faint">${expectation(handoff, copy)}</p>` : nothing}
    </div>
    ${handoff.state === "queued" || handoff.state === "ticket" ? cancelButton(handoff, copy, actions) : nothing}
    ${handoff.state === "queued" && handoff.ways.length > 0 ? otherWays(handoff, language, copy, actions) : nothing}
  </div>`;
}

/** One tap on how much effort it was, when a person has just ended the conversation; then a word of thanks. */
export function ratingBar({ status, rated }: ChatState, copy: Copy, actions: WaitingActions): View {
  const { rate } = status;
  if (rate === null) return rated ? html`<p class="bar rating" role="status">${copy.rate_thanks}</p>` : nothing;
  const buttons = SCORES.map(
    (score) => html`<button type="button" class="score" aria-label=${fill(copy.rate_score, { score })} @click=${() => { actions.rate(rate, score); }}>
      ${score}
    </button>`,
  );
  return html`<div class="bar rating" part="rating" role="group" aria-labelledby="rating">
    <p id="rating">${copy.rate_question}</p>
    <div class="scores"><span aria-hidden="true">${copy.rate_little}</span>${buttons}<span aria-hidden="true">${copy.rate_much}</span></div>
  </div>`;
}

function sentence(handoff: Handoff, language: Language, copy: Copy): string {
  const { state, position, topic } = handoff;
  const name = handoff.agentName ?? copy.an_agent;
  if (state === "active") return fill(copy.agent_here, { name });
  if (state === "assigned") return fill(copy.agent_coming, { name });
  if (state === "ticket") return ticketSentence(handoff, language, copy);
  if (position === null) return copy.queue_unknown;
  const values = { position, topic: topic ?? "" };
  if (topic === null) return position <= 1 ? copy.queue_first : fill(copy.queue_position, values);
  return fill(position <= 1 ? copy.queue_first_topic : copy.queue_position_topic, values);
}

function ticketSentence({ reference, promisedAt, callbackAt }: Handoff, language: Language, copy: Copy): string {
  const moment = sayMoment(callbackAt ?? promisedAt ?? "", language);
  return fill(callbackAt === null ? copy.ticket : copy.ticket_callback, { reference: reference ?? "", moment });
}

/** What is known of the wait, and nothing when nothing is. */
function expectation({ waitMinutes }: Handoff, copy: Copy): string {
  if (waitMinutes === null) return copy.keep_typing;
  const wait = waitMinutes === 1 ? copy.wait_short : fill(copy.wait_minutes, { minutes: waitMinutes });
  return `${wait} ${copy.keep_typing}`;
}

function cancelButton({ state }: Handoff, copy: Copy, actions: WaitingActions): TemplateResult {
  return html`<button type="button" class="text-button" @click=${() => { actions.cancelHandoff(); }}>
    ${state === "ticket" ? copy.ticket_cancel : copy.queue_cancel}
  </button>`;
}

function otherWays(handoff: Handoff, language: Language, copy: Copy, actions: WaitingActions): TemplateResult {
  return html`<details class="ways">
    <summary>${copy.other_ways}</summary>
    <ul>
      ${handoff.ways.map((way) => html`<li>${wayView(way, handoff, language, copy, actions)}</li>`)}
    </ul>
  </details>`;
}

function wayView(way: Way, handoff: Handoff, language: Language, copy: Copy, actions: WaitingActions): TemplateResult {
  const about = html`<span class="faint">${way.wait} · ${way.cost}</span>`;
  if (way.link !== null) return html`<a href=${way.link}>${way.label}</a> ${about}`;
  return html`<strong>${way.label}</strong> ${about} ${callBackForm(handoff, language, copy, actions)}`;
}

function callBackForm({ moments, phone }: Handoff, language: Language, copy: Copy, actions: WaitingActions): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    actions.callBack(textOf(form, "moment"), textOf(form, "phone"));
  };
  return html`<form class="callback" @submit=${submit}>
    <label>${copy.callback_moment}
      <select name="moment">${moments.map((moment) => html`<option value=${moment}>${sayMoment(moment, language, "short")}</option>`)}</select>
    </label>
    <label>${copy.callback_phone}
      <input name="phone" type="tel" autocomplete="tel" maxlength="24" required value=${phone ?? ""} />
    </label>
    <button type="submit" class="reply">${copy.callback_submit}</button>
  </form>`;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The day and the time, in the customer's own time zone. */
function sayMoment(at: string, language: Language, form: "long" | "short" = "long"): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  return moment.toLocaleString(language === "nl" ? "nl-NL" : "en-GB", {
    weekday: form,
    day: "numeric",
    month: form,
    hour: "2-digit",
    minute: "2-digit",
  });
}
