import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

import { fill, type Copy } from "../copy";
import type { ChatState } from "../state";
import { CAMERA, SEND } from "./icons";

const NEAR_THE_END = 0.8;

/** What the browser may offer; the server looks for itself. */
const PHOTOS = "image/jpeg,image/png,image/webp,image/heic";

interface Actions {
  typed(text: string): void;
  photo(photo: File): void;
  send(): void;
}

/** Where the customer types. Enter sends, Shift+Enter makes a new line. */
export function composer(chat: ChatState, draft: string, copy: Copy, actions: Actions): TemplateResult {
  const { maxLength } = chat;
  const over = maxLength !== null && lengthOf(draft) > maxLength;
  const submit = (event: Event) => {
    event.preventDefault();
    actions.send();
  };
  return html`<form class="composer" part="composer" @submit=${submit}>
    <textarea
      id="composer"
      rows="1"
      aria-label=${copy.your_message}
      aria-describedby="counter"
      aria-invalid=${over ? "true" : "false"}
      placeholder=${copy.placeholder}
      enterkeyhint="send"
      autocomplete="off"
      .value=${live(draft)}
      @input=${(event: InputEvent) => { actions.typed((event.target as HTMLTextAreaElement).value); }}
      @keydown=${(event: KeyboardEvent) => { if (sends(event)) submit(event); }}
    ></textarea>
    ${photoButton(chat, copy, actions)}
    <button type="submit" class="send" part="send" aria-label=${copy.send} title=${copy.send} ?disabled=${!sendable(draft, maxLength)}>
      ${SEND}
    </button>
    <p id="counter" class="counter ${over ? "over" : ""}">${counter(draft, maxLength, copy)}</p>
  </form>`;
}

/** Only there where the server takes photos. */
function photoButton(chat: ChatState, copy: Copy, actions: Actions): TemplateResult | typeof nothing {
  if (chat.maxPhotoBytes === null) return nothing;
  const chosen = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const photo = input.files?.[0];
    if (photo) actions.photo(photo);
    input.value = "";
  };
  return html`<label class="photo-button" part="photo" title=${copy.add_photo}>
    ${CAMERA}<span class="sr-only">${copy.add_photo}</span>
    <input type="file" class="sr-only" accept=${PHOTOS} ?disabled=${chat.link !== "online"} @change=${chosen} />
  </label>`;
}

export function sendable(draft: string, maxLength: number | null): boolean {
  return draft.trim() !== "" && (maxLength === null || lengthOf(draft) <= maxLength);
}

function counter(draft: string, maxLength: number | null, copy: Copy): string | typeof nothing {
  if (maxLength === null) return nothing;
  const left = maxLength - lengthOf(draft);
  if (left < 0) return fill(copy.characters_over, { count: -left });
  return left <= maxLength * (1 - NEAR_THE_END) ? fill(copy.characters_left, { count: left }) : nothing;
}

/** In characters as the server counts them, not in UTF-16 units; the ends are trimmed before sending. */
function lengthOf(draft: string): number {
  return Array.from(draft.trim()).length;
}

/** While a word is being composed (Chinese, Japanese, dead keys) Enter only ends that word. */
function sends(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing;
}
