import { html, nothing, type TemplateResult } from "lit";

import { fill, type Copy } from "../copy";
import { CHAT, DOWN } from "./icons";

export interface Launcher {
  open: boolean;
  unread: number;
  company: string;
}

/** The button in the corner of the page, with the number of messages not seen yet. */
export function launcher({ open, unread, company }: Launcher, copy: Copy, toggle: () => void): TemplateResult {
  return html`<button
    type="button"
    id="launcher"
    class="launcher"
    part="launcher"
    aria-expanded=${open ? "true" : "false"}
    aria-controls="panel"
    aria-label=${label({ open, unread, company }, copy)}
    @click=${toggle}
  >
    ${open ? DOWN : html`${CHAT}<span class="launcher-text">${copy.launcher}</span>`}
    ${open || unread === 0 ? nothing : html`<span class="badge">${unread > 99 ? "99+" : unread}</span>`}
  </button>`;
}

/** Begins with the words that are on the button, for people who speak to their computer. */
function label({ open, unread, company }: Launcher, copy: Copy): string {
  if (open) return copy.launcher_close;
  const unseen = unread === 1 ? copy.unread_one : fill(copy.unread_many, { count: unread });
  const opening = `${copy.launcher}. ${fill(copy.launcher_open, { company })}`;
  return unread === 0 ? opening : `${opening}, ${unseen}`;
}
