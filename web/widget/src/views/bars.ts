import { html, nothing, type TemplateResult } from "lit";

import { fill, type Copy } from "../copy";
import type { Handoff } from "../protocol";
import type { ChatState } from "../state";
import { CLOSE } from "./icons";

interface Actions {
  cancelHandoff(): void;
  dismissNotice(): void;
}

type View = TemplateResult | typeof nothing;

/** How the wait for a person stands, with the way out of it; nothing while no person is asked for. */
export function queueBar({ status }: ChatState, copy: Copy, actions: Actions): View {
  if (!status.handoff) return nothing;
  const cancel = html`<button type="button" class="text-button" @click=${() => { actions.cancelHandoff(); }}>
    ${copy.queue_cancel}
  </button>`;
  return html`<div class="bar queue ${status.handoff.state}" part="queue">
    <p role="status">${queueSentence(status.handoff, copy)}</p>
    ${status.handoff.state === "queued" ? cancel : nothing}
  </div>`;
}

/** The honest word while nothing goes through. */
export function offlineBar({ link }: ChatState, copy: Copy): View {
  return link === "offline" ? html`<p class="bar offline">${copy.offline_notice}</p>` : nothing;
}

/** The server's own sentence on why it did not take a message. */
export function noticeBar({ notice }: ChatState, copy: Copy, actions: Actions): View {
  if (!notice) return nothing;
  return html`<div class="bar notice" role="alert">
    <p>${notice}</p>
    <button type="button" class="icon" aria-label=${copy.dismiss} @click=${() => { actions.dismissNotice(); }}>${CLOSE}</button>
  </div>`;
}

function queueSentence({ state, position, agentName }: Handoff, copy: Copy): string {
  const name = agentName ?? copy.an_agent;
  if (state === "active") return fill(copy.agent_here, { name });
  if (state === "assigned") return fill(copy.agent_coming, { name });
  if (position === null) return copy.queue_unknown;
  return position <= 1 ? copy.queue_first : fill(copy.queue_position, { position });
}
