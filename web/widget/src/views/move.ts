import { html, nothing, type TemplateResult } from "lit";

import { fill, type Copy } from "../copy";
import type { ChatState } from "../state";
import { CLOSE } from "./icons";
import { qrCode } from "./qr-code";

export interface MoveActions {
  move(): void;
  closeOffer(): void;
  beginAnew(): void;
}

/** The way to WhatsApp: a link for this device, and a code for another one, which a computer also shows as QR code. */
export function offerBar({ offer }: ChatState, copy: Copy, actions: MoveActions): TemplateResult | typeof nothing {
  if (!offer) return nothing;
  const { link, code, number, minutes } = offer;
  return html`<div class="bar move" part="move" role="group" aria-labelledby="move">
    <p id="move"><strong>${copy.move}</strong></p>
    <button type="button" class="icon" aria-label=${copy.move_close} @click=${() => { actions.closeOffer(); }}>${CLOSE}</button>
    <a id="move-link" class="reply" href=${link} target="_blank" rel="noopener noreferrer">${copy.move_open}<span class="sr-only">, ${copy.new_tab}</span></a>
    <p class="scan">${copy.move_scan}</p>
    ${qrCode(link, copy.move_qr)}
    <p>${fill(copy.move_by_hand, { number: number.replaceAll(" ", "\u00a0") })} <strong class="code">${code}</strong></p>
    <p class="faint">${fill(copy.move_note, { minutes })}</p>
  </div>`;
}

/** Where the conversation went, in the place of the composer. */
export function movedBar(copy: Copy, actions: MoveActions): TemplateResult {
  return html`<div class="bar moved" part="moved">
    <p role="status">${copy.moved}</p>
    <button type="button" class="reply" @click=${() => { actions.beginAnew(); }}>${copy.moved_begin}</button>
  </div>`;
}
