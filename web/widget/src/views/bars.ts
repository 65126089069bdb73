import { html, nothing, type TemplateResult } from "lit";

import type { Copy } from "../copy";
import type { ChatState } from "../state";
import { CLOSE } from "./icons";

interface Actions {
  dismissNotice(): void;
}

type View = TemplateResult | typeof nothing;

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
