import { afterEach, describe, expect, it, vi } from "vitest";

import { copyFor } from "../src/copy";
import type { Media } from "../src/protocol";
import type { Conversation, State } from "../src/state";
import { START } from "../src/state";
import "../src/ui/desk-app";
import { ANSWERS, ARTICLES, entry, ME, opened, PACK, said } from "./samples";

const COPY = copyFor("nl");
const HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script>";

class Sizes {
  observe(): void {
    return;
  }

  disconnect(): void {
    return;
  }
}
vi.stubGlobal("ResizeObserver", Sizes);

/** Puts an element with these properties on the page and waits until it is drawn. */
async function draw<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
): Promise<HTMLElementTagNameMap[K]> {
  const element = Object.assign(document.createElement(tag), properties);
  document.body.append(element);
  await (element as unknown as { updateComplete: Promise<boolean> }).updateComplete;
  return element;
}

function shadow(element: Element): ShadowRoot {
  if (!element.shadowRoot) throw new Error("not drawn");
  return element.shadowRoot;
}

function words(element: Element): string {
  return shadow(element).textContent.replace(/\s+/g, " ");
}

function conversation(change: Partial<Conversation> = {}): Conversation {
  const talk = { suggested: [], articles: null, pending: [], typingUntil: 0, seen: 0, draft: "", noting: false };
  return { ...opened("h1", [said(1, HOSTILE)]), ...talk, ...change };
}

function file(change: Partial<Media> = {}): Media {
  return { id: "f1", seq: 1, what: "photo", state: "kept", name: HOSTILE, size: 10, shown: true, ...change };
}

function desk(change: Partial<State> = {}): State {
  return { ...START, phase: "signed_in", link: "online", me: ME, ...change };
}

afterEach(() => {
  document.body.replaceChildren();
});

describe("on WhatsApp", () => {
  const HOUR_MS = 3_600_000;
  const window = async (left: number, asks_back = false, skew = 0): Promise<string> => {
    const until = new Date(Date.now() + left).toISOString();
    return words(await draw("reply-window", { copy: COPY, reach: { until, asks_back, failed: [] }, skew }));
  };

  it.each([
    [23.5 * HOUR_MS, "Nog 23 uur"],
    [HOUR_MS, "Nog 60 min."],
    [-1, "pas als de klant zelf weer iets stuurt"],
  ])("tells for how long can be answered: %d ms", async (left, told) => {
    expect(await window(left)).toContain(told);
  });

  it("goes by the server's clock", async () => {
    expect(await window(3 * HOUR_MS, false, 2 * HOUR_MS)).toContain("Nog 60 min.");
  });

  it("promises to ask the customer back only where that is done", async () => {
    expect(await window(-1, true)).toContain("Schrijf gerust");
    expect(await window(-1, false)).not.toContain("Schrijf gerust");
  });

  it("says nothing where there is no such end", async () => {
    expect(words(await draw("reply-window", { copy: COPY, reach: null })).trim()).toBe("");
  });

  it("marks what did not arrive", async () => {
    const messages = [said(1, "Kijk even.", { author: "agent" }), said(2, "Dank je.", { author: "agent" })];
    const reach = { until: null, asks_back: false, failed: [1] };
    const root = shadow(await draw("message-log", { copy: COPY, conversation: conversation({ messages, reach }) }));
    const [first, second] = root.querySelectorAll("li.message");
    expect(first?.textContent).toContain(COPY.reach.failed);
    expect(second?.textContent).not.toContain(COPY.reach.failed);
  });
});

describe("what customers sent", () => {
  const shown = async (change: Partial<Media>): Promise<ShadowRoot> =>
    shadow(await draw("message-log", { copy: COPY, conversation: conversation({ media: [file(change)] }) }));

  it("is a photo beside its message, which opens large", async () => {
    const root = await shown({});
    expect(root.querySelector(".photo")?.getAttribute("href")).toBe("/desk/api/media/f1");
    expect(root.querySelector("img")?.getAttribute("src")).toBe("/desk/api/media/f1");
    expect(root.querySelector("img")?.alt).toContain("Foto van de klant");
  });

  it("can be heard where it is a voice note", async () => {
    expect((await shown({ what: "voice" })).querySelector("audio")?.getAttribute("src")).toBe("/desk/api/media/f1");
  });

  it.each([["expected", "komt er zo aan"], ["refused", "kwam niet goed aan"], ["removed", "bewaartijd"]] as const)(
    "is told of while it is not there: %s",
    async (state, words) => {
      const root = await shown({ state });
      expect(root.querySelector("img, a.file")).toBeNull();
      expect(root.textContent).toContain(words);
    },
  );
});

describe("what customers wrote", () => {
  it.each(["customer", "assistant", "agent", "system"] as const)("stays text, whoever it says it is from: %s", async (author) => {
    const one = conversation({ messages: [said(1, HOSTILE, { author, author_name: HOSTILE, buttons: [HOSTILE] })] });
    const log = await draw("message-log", { copy: COPY, conversation: one });
    expect(shadow(log).querySelector("img, script")).toBeNull();
    expect(words(log)).toContain(HOSTILE);
  });

  it("stays text as the name of a file, which is only brought", async () => {
    const one = conversation({ media: [file({ what: "document", shown: false })] });
    const log = await draw("message-log", { copy: COPY, conversation: one });
    expect(shadow(log).querySelector("img, script")).toBeNull();
    const link = shadow(log).querySelector<HTMLAnchorElement>("a.file");
    expect([link?.getAttribute("href"), link?.hasAttribute("download")]).toEqual(["/desk/api/media/f1", true]);
    expect(link?.textContent).toContain(HOSTILE);
  });

  it("stays text in the queue", async () => {
    const queue = { waiting: [entry("h1", { words: HOSTILE })], mine: [entry("h2", { customer_name: HOSTILE })] };
    const pane = await draw("queue-pane", { copy: COPY, desk: desk({ queue }) });
    expect(shadow(pane).querySelector("img, script")).toBeNull();
    expect(words(pane).split(HOSTILE)).toHaveLength(3);
  });

  it("stays text in the pack", async () => {
    const pack = {
      ...PACK,
      summary: { nl: [HOSTILE], en: [HOSTILE] },
      facts: [{ name: "device", label: { nl: HOSTILE, en: HOSTILE }, value: HOSTILE }],
      customer: { ...PACK.customer, id: "PK1", name: HOSTILE },
    };
    const pane = await draw("pack-pane", { copy: COPY, pack, me: ME });
    expect(shadow(pane).querySelector("img, script")).toBeNull();
    expect(words(pane).split(HOSTILE)).toHaveLength(5);
  });

  it("is not read as markup of ours either", async () => {
    const one = conversation({ messages: [said(1, "**vet** [klik](javascript:alert(1))")] });
    const log = await draw("message-log", { copy: COPY, conversation: one });
    expect(shadow(log).querySelector("strong, a")).toBeNull();
  });
});

describe("the message log", () => {
  it("says which message was not sent, and offers to send it again", async () => {
    const pending = [{ id: "x", text: "hoi", at: "2026-01-05T09:00:00Z", error: "unavailable" }];
    const log = await draw("message-log", { copy: COPY, conversation: conversation({ pending }) });
    const again = vi.fn();
    log.addEventListener("again", (event) => { again((event as CustomEvent<string>).detail); });
    shadow(log).querySelector<HTMLButtonElement>(".status.error button")?.click();
    expect(again).toHaveBeenCalledWith("x");
    expect(words(log)).toContain(COPY.not_sent);
  });

  it("shows what the assistant offered and what the customer tapped", async () => {
    const messages = [said(1, "Werkt het?", { author: "assistant", buttons: ["Ja", "Nee"] }), said(2, "Nee", { tapped: true })];
    const log = await draw("message-log", { copy: COPY, conversation: conversation({ messages }) });
    expect([...shadow(log).querySelectorAll(".choices li")].map((choice) => choice.textContent)).toEqual(["Ja", "Nee"]);
    expect(words(log)).toContain(`${COPY.tapped}: Nee`);
  });
});

describe("the composer", () => {
  async function composer(draft: string): Promise<[HTMLElementTagNameMap["message-composer"], ReturnType<typeof vi.fn>]> {
    const element = await draw("message-composer", { copy: COPY, answers: ANSWERS, agent: "Sanne", draft });
    const say = vi.fn();
    element.addEventListener("say", (event) => { say((event as CustomEvent<string>).detail); });
    return [element, say];
  }

  function press(element: Element, options: KeyboardEventInit): void {
    shadow(element).querySelector("textarea")?.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...options }));
  }

  it("sends on Enter, and not on Shift+Enter or while a letter is composed", async () => {
    const [element, say] = await composer(" hoi ");
    press(element, { key: "Enter", shiftKey: true });
    press(element, { key: "Enter", isComposing: true });
    expect(say).not.toHaveBeenCalled();
    press(element, { key: "Enter" });
    expect(say).toHaveBeenCalledWith("hoi");
  });

  it.each(["", "   ", "x".repeat(4001)])("sends nothing empty and nothing too long", async (draft) => {
    const [element, say] = await composer(draft);
    press(element, { key: "Enter" });
    expect(say).not.toHaveBeenCalled();
    expect(shadow(element).querySelector<HTMLButtonElement>(".send")?.disabled).toBe(true);
  });

  it("puts a quick answer behind what is there, in the customer's language, to be changed first", async () => {
    const [element, say] = await composer("Even kijken.");
    const drafts = vi.fn();
    element.addEventListener("draft", (event) => { drafts((event as CustomEvent<string>).detail); });
    shadow(element).querySelector<HTMLButtonElement>(".quick button")?.click();
    expect(drafts).toHaveBeenCalledWith({ text: "Even kijken.\nHoi, ik ben Sanne.", shown: true });
    expect(say).not.toHaveBeenCalled();
  });
});

describe("canned answers", () => {
  async function typing(draft: string, change: object = {}): Promise<[HTMLElementTagNameMap["message-composer"], ReturnType<typeof vi.fn>]> {
    const element = await draw("message-composer", { copy: COPY, answers: ANSWERS, agent: "Sanne", draft, ...change });
    const drafts = vi.fn();
    element.addEventListener("draft", (event) => { drafts((event as CustomEvent<string>).detail); });
    return [element, drafts];
  }

  function options(element: Element): string[] {
    return [...shadow(element).querySelectorAll("[role=option] span:first-child")].map((option) => option.textContent);
  }

  async function press(element: HTMLElementTagNameMap["message-composer"], key: string): Promise<void> {
    shadow(element).querySelector("textarea")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await element.updateComplete;
  }

  it.each([
    ["/", ["Begroeting", "Nieuw modem"]],
    ["/mod", ["Nieuw modem"]],
    ["/greet", ["Begroeting"]],
    ["/niets", []],
    ["een / middenin", []],
  ])("are found by typing %s", async (draft, titles) => {
    const [element] = await typing(draft);
    expect(options(element)).toEqual(titles);
  });

  it("are put in with arrow and Enter, and nothing is sent", async () => {
    const [element, drafts] = await typing("/");
    const say = vi.fn();
    element.addEventListener("say", say);
    await press(element, "ArrowDown");
    await press(element, "Enter");
    expect(drafts).toHaveBeenCalledWith({ text: "Er komt een modem.", shown: true });
    expect(say).not.toHaveBeenCalled();
  });

  it("leave the slash alone after Escape", async () => {
    const [element] = await typing("/");
    await press(element, "Escape");
    expect(options(element)).toEqual([]);
  });

  it("that go with what the customer said come first", async () => {
    const [element] = await typing("", { suggested: ["modem"] });
    expect(shadow(element).querySelector(".quick button")?.textContent).toBe("Nieuw modem");
  });

  it("are not offered in a note, which the customer never sees", async () => {
    const [element, drafts] = await typing("/", { noting: true });
    const [say, note] = [vi.fn(), vi.fn()];
    element.addEventListener("say", say);
    element.addEventListener("note", note);
    expect(options(element)).toEqual([]);
    await press(element, "Enter");
    expect([say.mock.calls.length, note.mock.calls.length]).toEqual([0, 1]);
    shadow(element).querySelector("textarea")?.dispatchEvent(new Event("input"));
    expect(drafts).toHaveBeenCalledWith({ text: "/", shown: false });
  });
});

describe("articles", () => {
  type List = HTMLElementTagNameMap["article-list"];

  async function list(change: Partial<List> = {}): Promise<[List, ReturnType<typeof vi.fn>]> {
    const find = vi.fn(() => Promise.resolve(ARTICLES.slice(1)));
    const element = await draw("article-list", { copy: COPY, suggested: ARTICLES, customerLanguage: "en", find, ...change });
    const put = vi.fn();
    element.addEventListener("put", (event) => { put((event as CustomEvent<string>).detail); });
    return [element, put];
  }

  async function type(element: List, words: string): Promise<HTMLInputElement> {
    const input = shadow(element).querySelector("input");
    if (!input) throw new Error("no search box");
    input.focus();
    input.value = words;
    input.dispatchEvent(new Event("input"));
    await new Promise((done) => setTimeout(done, 300));
    await element.updateComplete;
    return input;
  }

  function press(input: HTMLElement, key: string): void {
    input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }

  it("are titled in the agent's language and put in in the customer's", async () => {
    const [element, put] = await list();
    const button = shadow(element).querySelector<HTMLButtonElement>(".put");
    for (const part of ["Problemen met wifi", COPY.articles.done, "Typ het wachtwoord over."]) expect(button?.textContent).toContain(part);
    button?.click();
    expect(put).toHaveBeenCalledWith("Copy the password.\nIt is on the sticker.");
  });

  it("are put in for the device that the agent chooses, where it is not known", async () => {
    const [element, put] = await list();
    const values = [...shadow(element).querySelectorAll<HTMLButtonElement>(".put-value")];
    expect(values.map((button) => button.textContent)).toEqual(["iPhone", COPY.articles.other]);
    values[1]?.click();
    expect(put).toHaveBeenCalledWith("Turn off your VPN.");
  });

  it("can be read in full before", async () => {
    const [element, put] = await list();
    shadow(element).querySelector<HTMLButtonElement>(".read")?.click();
    await element.updateComplete;
    expect(words(element)).toContain("It is on the sticker.");
    expect(put).not.toHaveBeenCalled();
  });

  it("are found by words, and put in with Enter", async () => {
    const found = ARTICLES.slice(0, 1);
    const [element, put] = await list({ find: () => Promise.resolve(found), suggested: [] });
    expect(words(element)).toContain(COPY.articles.none_fit);
    const input = await type(element, "wachtwoord");
    press(input, "Enter");
    expect(put).toHaveBeenCalledWith("Copy the password.\nIt is on the sticker.");
  });

  it("leave the choice of the device to the agent, also with Enter", async () => {
    const [element, put] = await list();
    press(await type(element, "vpn"), "Enter");
    expect(put).not.toHaveBeenCalled();
    expect(shadow(element).activeElement?.textContent).toBe("iPhone");
  });

  it("forget the search with another customer", async () => {
    const [element] = await list({ conversation: "h1" });
    const input = await type(element, "vpn");
    element.conversation = "h2";
    await element.updateComplete;
    expect(input.value).toBe("");
    expect(words(element)).toContain("Problemen met wifi");
  });

  it("stay text, whatever is in them", async () => {
    const hostile = { nl: HOSTILE, en: HOSTILE };
    const [first] = ARTICLES;
    if (!first) throw new Error("no article");
    const [element] = await list({ suggested: [{ ...first, title: hostile, explanations: [{ value: null, label: null, instruction: hostile, help: null }] }] });
    expect(shadow(element).querySelector("img, script")).toBeNull();
  });
});

describe("the queue", () => {
  it("names what an agent chooses by: problem, urgency in words, language, channel and topic", async () => {
    const pane = await draw("queue-pane", { copy: COPY, desk: desk({ queue: { waiting: [entry("h1")], mine: [] } }) });
    for (const part of ["Geen internet", "Dringend", "Nederlands", "Website", "Internet thuis"]) expect(words(pane)).toContain(part);
  });

  it("marks the unread", async () => {
    const state = desk({ queue: { waiting: [], mine: [entry("h1")] }, conversations: { h1: conversation() } });
    const pane = await draw("queue-pane", { copy: COPY, desk: state });
    expect(shadow(pane).querySelector(".badge")?.textContent).toContain(COPY.unread_one);
  });

  it("lets a trainer take nothing", async () => {
    const me = { ...ME, agent: { ...ME.agent, role: "trainer" as const, helps_customers: false } };
    const pane = await draw("queue-pane", { copy: COPY, desk: desk({ me, queue: { waiting: [entry("h1")], mine: [] } }) });
    expect(shadow(pane).querySelector(".next")).toBeNull();
  });
});

describe("resolving", () => {
  it("has the expected problem chosen and asks for the outcome", async () => {
    const submit = vi.fn(() => Promise.resolve(true));
    const dialog = await draw("resolve-dialog", { copy: COPY, me: ME, expected: "internet_down", submit });
    dialog.show();
    await dialog.updateComplete;
    const root = shadow(dialog);
    expect(root.querySelector<HTMLSelectElement>("select")?.value).toBe("internet_down");
    expect(root.querySelector<HTMLButtonElement>(".primary")?.disabled).toBe(true);
    root.querySelector<HTMLInputElement>("input[value=solved]")?.dispatchEvent(new Event("change"));
    await dialog.updateComplete;
    root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    expect(submit).toHaveBeenCalledWith("internet_down", "solved");
  });
});
