import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Conversation } from "../src/conversation";
import { openMemory } from "../src/memory";
import { FakeChannel } from "./fake-channel";

const PATIENCE = { timeout: 8_000, interval: 20 };

let channel: FakeChannel;
let tabs: Conversation[];

beforeEach(async () => {
  localStorage.clear();
  channel = new FakeChannel();
  tabs = [];
  await channel.start();
});

afterEach(async () => {
  for (const tab of tabs) tab.end();
  await channel.stop();
});

/** What a page load makes: a conversation with what the browser kept. */
function openTab(customerToken: string | null = null): Conversation {
  const context = { page: "/", locale: "nl" };
  const tab = new Conversation(() => ({ server: channel.url, customerToken, context }), openMemory(), () => undefined);
  tabs.push(tab);
  tab.connect();
  return tab;
}

function shown(tab: Conversation): string[] {
  return tab.state.messages.map((m) => m.text);
}

async function online(tab: Conversation): Promise<void> {
  await vi.waitFor(() => { expect(tab.state.link).toBe("online"); }, PATIENCE);
}

async function shows(tab: Conversation, ...texts: string[]): Promise<void> {
  await vi.waitFor(() => { expect(shown(tab)).toEqual(texts); }, PATIENCE);
  expect(tab.state.pending).toEqual([]);
}

describe("a conversation", { timeout: 20_000 }, () => {
  it("gets its session, and asks for the same one after a reload", async () => {
    const tab = openTab("token");
    await online(tab);
    tab.say("hallo");
    await shows(tab, "hallo");
    tab.end();
    await shows(openTab("token"), "hallo");
    expect(channel.requests[0]).toMatchObject({ session_id: null, last_seq: 0, customer_token: "token" });
    expect(channel.requests[1]).toMatchObject({ session_id: "session-1", last_seq: 0 });
  });

  it("keeps messages in order, written before the connection is there", async () => {
    const tab = openTab();
    tab.say("een");
    tab.tap({ title: "Twee", payload: "/two" });
    tab.say("drie");
    await shows(tab, "een", "Twee", "drie");
    expect(channel.received).toEqual(["een", "/two", "drie"]);
  });

  it("sends what was written while the server was away, once", async () => {
    const tab = openTab();
    await online(tab);
    await channel.restart(async () => {
      await vi.waitFor(() => { expect(tab.state.link).toBe("offline"); }, PATIENCE);
      tab.say("een");
      tab.say("twee");
      expect(tab.state.pending).toHaveLength(2);
    });
    await shows(tab, "een", "twee");
    expect(channel.log).toHaveLength(2);
  });

  it("sends after a reload what the page before could not", async () => {
    const before = openTab();
    await online(before);
    await channel.restart(() => {
      before.say("een");
      before.say("twee");
      before.end();
    });
    await shows(openTab(), "een", "twee");
    expect(channel.log).toHaveLength(2);
    expect(openMemory().outbox()).toEqual([]);
  });

  it.each(["silent", "hang up"] as const)("is not doubled when the ack is lost (%s)", async (mishap) => {
    const tab = openTab();
    await online(tab);
    channel.mishaps.push(mishap);
    tab.say("een");
    tab.say("twee");
    await shows(tab, "een", "twee");
    expect(channel.received.filter((text) => text === "een").length).toBeGreaterThan(1);
    expect(channel.log).toHaveLength(2);
  });

  it("waits as long as the server asks, then sends in order", async () => {
    const tab = openTab();
    await online(tab);
    channel.mishaps.push({ ok: false, error: "rate_limited", text: "Even geduld.", retry_after: 0.2 });
    tab.say("een");
    tab.say("twee");
    await vi.waitFor(() => { expect(tab.state.notice).toBe("Even geduld."); }, PATIENCE);
    await shows(tab, "een", "twee");
    expect(tab.state.notice).toBeNull();
    expect(channel.received).toEqual(["een", "een", "twee"]);
  });

  it("gives a refused text back and goes on with the next message", async () => {
    const tab = openTab();
    await online(tab);
    channel.mishaps.push({ ok: false, error: "too_long", text: "Dat is te lang." });
    tab.say("een");
    tab.say("twee");
    await shows(tab, "twee");
    expect(tab.takeBackText()).toBe("een");
    expect(tab.takeBackText()).toBeNull();
  });

  it("asks for the session again when the server lost it", async () => {
    const tab = openTab();
    await online(tab);
    channel.mishaps.push({ ok: false, error: "no_session", text: "Verlopen." });
    tab.say("een");
    await shows(tab, "een");
    expect(channel.requests).toHaveLength(2);
  });

  it("misses nothing that was said while it was away", async () => {
    const tab = openTab();
    await online(tab);
    channel.say("een");
    await shows(tab, "een");
    await channel.restart(() => { channel.say("twee"); });
    await shows(tab, "een", "twee");
    expect(channel.requests.at(-1)).toMatchObject({ session_id: "session-1", last_seq: 1 });
  });

  it("is the same in two tabs", async () => {
    const first = openTab();
    await online(first);
    const second = openTab();
    await online(second);
    channel.say("hallo");
    await shows(first, "hallo");
    await shows(second, "hallo");
  });

  it("is left behind when a customer signs out", async () => {
    const signedIn = openTab("token");
    await online(signedIn);
    signedIn.end();
    openMemory().draft = "mijn geheim";
    await online(openTab());
    expect(channel.requests.at(-1)).toMatchObject({ session_id: null });
    expect(openMemory().draft).toBe("");
  });

  it("keeps nothing of what was said in the browser", async () => {
    const tab = openTab();
    tab.say("mijn geheim");
    channel.say("jouw antwoord");
    await vi.waitFor(() => { expect(tab.state.pending).toEqual([]); }, PATIENCE);
    const kept = Object.entries(localStorage).flat().join(" ");
    expect(kept).toContain("session-1");
    expect(kept).not.toContain("geheim");
    expect(kept).not.toContain("antwoord");
  });
});

describe("a photo", { timeout: 20_000 }, () => {
  const photo = (size: number) => new File([new Uint8Array(size)], "foto.png", { type: "image/png" });

  it("is sent, and shown with the message that comes back", async () => {
    const tab = openTab();
    await online(tab);
    await tab.sendPhoto(photo(100), "te groot", "mislukt");
    await shows(tab, "[foto]");
    expect(tab.state.photos).toMatchObject([{ id: tab.state.messages[0]?.key, sending: false }]);
    expect(tab.state.notice).toBeNull();
  });

  it("that is too large is not sent, and the customer hears why", async () => {
    const tab = openTab();
    await online(tab);
    await tab.sendPhoto(photo(2000), "te groot", "mislukt");
    expect(tab.state).toMatchObject({ photos: [], notice: "te groot" });
    expect(channel.log).toEqual([]);
  });

  it("that is refused goes, with the server's sentence", async () => {
    const tab = openTab();
    await online(tab);
    channel.photoRefusals.push({ ok: false, error: "not_a_photo", text: "Dat is geen foto." });
    await tab.sendPhoto(photo(100), "te groot", "mislukt");
    expect(tab.state).toMatchObject({ photos: [], notice: "Dat is geen foto." });
  });

  it("that does not get through goes, with a sentence of our own", async () => {
    const tab = openTab();
    await online(tab);
    await channel.stop();
    await tab.sendPhoto(photo(100), "te groot", "mislukt");
    expect(tab.state).toMatchObject({ photos: [], notice: "mislukt" });
    await channel.start();
  });

  it("is taken to WhatsApp, stays readable, and makes room for another one", async () => {
    const tab = openTab();
    await online(tab);
    tab.say("hallo");
    await shows(tab, "hallo");
    channel.offers.push({ ok: true, link: "https://wa.me/31?text=x", code: "BCDF-2345", number: "+31 85", minutes: 15 });
    await tab.move("mislukt");
    expect(tab.state.offer?.link).toBe("https://wa.me/31?text=x");
    channel.moveTo("whatsapp");
    await vi.waitFor(() => { expect(tab.state.moved).toBe(true); }, PATIENCE);
    expect(shown(tab)).toEqual(["hallo"]);
    expect(tab.state.offer).toBeNull();
    channel.movedTo = null;
    channel.sessionId = "session-2";
    channel.log.length = 0;
    tab.beginAnew();
    await vi.waitFor(() => { expect(tab.state.sessionId).toBe("session-2"); }, PATIENCE);
    expect(channel.requests.at(-1)).toMatchObject({ session_id: null, last_seq: 0 });
    expect(shown(tab)).toEqual([]);
  });

  it("says why it cannot be taken there, and follows no link that is none", async () => {
    const tab = openTab();
    await online(tab);
    channel.offers.push({ ok: false, text: "nu niet" }, { ok: true, link: "javascript:alert(1)", code: "B", number: "+31", minutes: 15 });
    await tab.move("mislukt");
    expect(tab.state.notice).toBe("nu niet");
    await tab.move("mislukt");
    expect(tab.state.notice).toBe("mislukt");
    expect(tab.state.offer).toBeNull();
  });
});
