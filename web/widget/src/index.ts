import { FrontlineChat } from "./frontline-chat";
import type { Language } from "./protocol";

export { FrontlineChat };

const script = document.currentScript as HTMLScriptElement | null;

/** `data-*` of the script tag → attributes of the element. */
const PASSED_ON = ["customer-token", "company", "journey", "step"] as const;

if (document.readyState !== "loading") mount();
else document.addEventListener("DOMContentLoaded", mount);

/** Puts the chat at the end of the page, unless the page has placed one itself. */
function mount(): void {
  if (document.querySelector("frontline-chat")) return;
  const chat = document.createElement("frontline-chat");
  chat.setAttribute("server", script?.dataset.server ?? originOf(script));
  chat.setAttribute("language", pageLanguage());
  for (const name of PASSED_ON) {
    const value = script?.getAttribute(`data-${name}`);
    if (value) chat.setAttribute(name, value);
  }
  document.body.append(chat);
}

function originOf(from: HTMLScriptElement | null): string {
  return from?.src ? new URL(from.src).origin : location.origin;
}

function pageLanguage(): Language {
  const asked = script?.dataset.language ?? document.documentElement.lang;
  return asked.toLowerCase().startsWith("en") ? "en" : "nl";
}
