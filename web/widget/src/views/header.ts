import { html, nothing, type TemplateResult } from "lit";

import type { Copy } from "../copy";
import type { ChatState, Link } from "../state";
import { CHAT, CLOSE, PHONE, RESTART } from "./icons";

interface Actions {
  restart(): void;
  move(): void;
  close(): void;
}

/** Who the customer talks to, how the connection is, go on in WhatsApp, start over, close. */
export function header(state: ChatState, company: string, copy: Copy, actions: Actions): TemplateResult {
  return html`<header class="header" part="header">
    <span class="mark" aria-hidden="true"><slot name="logo">${CHAT}</slot></span>
    <div class="who">
      <h2 id="title">${company}</h2>
      <p class="state ${state.link}" role="status">${connectionState(state.link, copy)}</p>
    </div>
    ${state.canMove && !state.moved ? iconButton(copy.move, PHONE, () => { actions.move(); }) : nothing}
    ${state.status.owner === "human" || state.moved ? nothing : iconButton(copy.restart, RESTART, () => { actions.restart(); })}
    ${iconButton(copy.close, CLOSE, () => { actions.close(); })}
  </header>`;
}

function connectionState(link: Link, copy: Copy): string {
  const words: Record<Link, string> = {
    idle: copy.state_idle,
    connecting: copy.state_connecting,
    online: copy.state_online,
    offline: copy.state_offline,
  };
  return words[link];
}

function iconButton(label: string, icon: TemplateResult, act: () => void): TemplateResult {
  return html`<button type="button" class="icon" aria-label=${label} title=${label} @click=${act}>${icon}</button>`;
}
