import { html, nothing, type TemplateResult } from "lit";

import { fill, type Copy } from "../copy";
import type { Language, QuickReply } from "../protocol";
import { activeReplies, type ChatState } from "../state";
import { noticeBar, offlineBar } from "./bars";
import { composer } from "./composer";
import { header } from "./header";
import { DOWN } from "./icons";
import { messageList, quickReplies, typingIndicator } from "./messages";
import { movedBar, offerBar, type MoveActions } from "./move";
import { ratingBar, waitingBar, type WaitingActions } from "./waiting";

export interface Panel {
  chat: ChatState;
  company: string;
  draft: string;
  atEnd: boolean;
  phone: boolean;
  language: Language;
}

export interface PanelActions extends WaitingActions, MoveActions {
  close(): void;
  restart(): void;
  dismissNotice(): void;
  tap(reply: QuickReply): void;
  typed(text: string): void;
  send(): void;
  photo(photo: File): void;
  scrolled(): void;
  toEnd(): void;
}

/** The open chat. On a phone it is the whole screen, elsewhere a window beside the page. */
export function panel(view: Panel, copy: Copy, actions: PanelActions): TemplateResult {
  const { chat, company, draft, phone, language } = view;
  return html`<section
    id="panel"
    class="panel"
    part="panel"
    role="dialog"
    tabindex="-1"
    aria-label=${fill(copy.panel, { company })}
    aria-modal=${phone ? "true" : "false"}
  >
    ${header(chat, company, copy, actions)} ${offerBar(chat, copy, actions)} ${waitingBar(chat, language, copy, actions)}
    ${conversation(view, copy, actions)}
    <footer>
      ${ratingBar(chat, copy, actions)} ${offlineBar(chat, copy)} ${noticeBar(chat, copy, actions)}
      ${chat.moved ? movedBar(copy, actions) : composer(chat, draft, copy, actions)}
    </footer>
  </section>`;
}

function conversation(view: Panel, copy: Copy, actions: PanelActions): TemplateResult {
  const { chat, language, atEnd } = view;
  return html`<div class="scroll">
    <div
      id="log"
      class="log"
      role="log"
      aria-live=${chat.replaying ? "off" : "polite"}
      aria-label=${copy.messages}
      tabindex="0"
      @scroll=${() => { actions.scrolled(); }}
    >
      ${messageList(chat, language, copy)} ${quickReplies(activeReplies(chat), copy, actions)}
      ${chat.status.typing ? typingIndicator(typingSentence(chat, copy)) : nothing}
    </div>
    ${atEnd ? nothing : toEndButton(copy, actions)}
  </div>`;
}

function toEndButton(copy: Copy, actions: PanelActions): TemplateResult {
  return html`<button type="button" class="to-end" @click=${() => { actions.toEnd(); }}>
    ${DOWN}${copy.newer_messages}
  </button>`;
}

function typingSentence({ status }: ChatState, copy: Copy): string {
  if (status.owner === "assistant") return copy.typing_assistant;
  return fill(copy.typing_agent, { name: status.handoff?.agentName ?? copy.from_agent });
}
