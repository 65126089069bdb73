import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Connection, Listeners } from "../src/connection";
import { Desk } from "../src/desk";
import { unread } from "../src/state";
import { entry, handoff, ME, opened, said } from "./samples";

type Reply = Record<string, unknown>;

/** A server in memory: what it is asked, and what it answers. */
class FakeConnection {
  static current: FakeConnection;
  readonly asked: [string, Reply][] = [];
  readonly answers: Record<string, (data: Reply) => Reply> = {
    me: () => ({ ok: true, ...ME }),
    open: ({ handoff_id: id, after }) => ({ ok: true, ...opened(String(id), after === 0 ? [said(1, "hoi")] : []) }),
    take: ({ handoff_id: id = "next" }) => ({ ok: true, handoff: handoff(String(id)) }),
    say: () => ({ ok: true, seq: 2, at: "2026-01-05T09:01:00+00:00" }),
  };
  closed = false;

  constructor(readonly listeners: Listeners) {
    FakeConnection.current = this;
  }

  open(): void {
    this.listeners.connected();
  }

  close(): void {
    this.closed = true;
  }

  ask(event: string, data: Reply): Promise<Reply> {
    this.asked.push([event, data]);
    return Promise.resolve((this.answers[event] ?? (() => ({ ok: true })))(data));
  }

  askedFor(event: string): Reply[] {
    return this.asked.filter(([name]) => name === event).map(([, data]) => data);
  }
}

function newDesk(): Desk {
  return new Desk(() => undefined, (listeners) => new FakeConnection(listeners) as unknown as Connection);
}

function respond(body: unknown, status = 200): void {
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status }))));
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

async function signedIn(): Promise<[Desk, FakeConnection]> {
  respond({ agent: ME.agent });
  const desk = newDesk();
  await desk.begin();
  await settle();
  return [desk, FakeConnection.current];
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("coming to the desk", () => {
  it("shows the sign-in to who has no session", async () => {
    respond({ agent: null });
    const desk = newDesk();
    await desk.begin();
    expect(desk.state.phase).toBe("signed_out");
  });

  it("asks again while the server cannot be reached", async () => {
    vi.stubGlobal("fetch", vi.fn(() => Promise.reject(new TypeError("offline"))));
    const desk = newDesk();
    await desk.begin();
    expect(desk.state.phase).toBe("starting");
    respond({ agent: ME.agent });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(desk.state.phase).toBe("signed_in");
  });

  it.each([
    [401, { error: "wrong" }, { error: "wrong", minutes: 0 }],
    [429, { error: "locked", minutes: 15 }, { error: "locked", minutes: 15 }],
  ])("says why a sign-in was refused: %i", async (status, body, refused) => {
    respond(body, status);
    const desk = newDesk();
    expect(await desk.signIn("sanne", "fout")).toEqual(refused);
  });

  it("leaves everything behind when the session ends", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    server.listeners.signed_out();
    expect([desk.state.phase, desk.state.selected, server.closed]).toEqual(["signed_out", null, true]);
  });
});

describe("conversations", () => {
  it("has one that is chosen while it is loading only when it is there", async () => {
    const [desk, server] = await signedIn();
    server.listeners.queue({ waiting: [], mine: [entry("h1")] });
    expect(desk.state.conversations.h1).toBeUndefined();
    await desk.select("h1");
    expect(desk.state.conversations.h1).toBeDefined();
    expect(server.askedFor("open")).toHaveLength(1);
  });

  it("opens the agent's own by itself, so that unread marks are right after a reload", async () => {
    localStorage.setItem("desk.seen", JSON.stringify({ h1: 0 }));
    const [desk, server] = await signedIn();
    server.listeners.queue({ waiting: [], mine: [entry("h1")] });
    await settle();
    expect(unread(desk.state.conversations.h1)).toBe(1);
    await desk.select("h1");
    desk.seen("h1");
    expect(unread(desk.state.conversations.h1)).toBe(0);
    expect(localStorage.getItem("desk.seen")).toBe('{"h1":1}');
    expect(server.askedFor("open")).toHaveLength(1);
  });

  it("takes the next and shows it", async () => {
    const [desk] = await signedIn();
    await desk.take();
    expect([desk.state.selected, desk.state.notice?.key]).toEqual(["next", "taken"]);
  });

  it("says who was first", async () => {
    const [desk, server] = await signedIn();
    server.answers.take = () => ({ ok: false, error: "already_taken", by: "Daan" });
    await desk.take("h1");
    expect(desk.state.notice).toMatchObject({ key: "already_taken", values: { by: "Daan" } });
    expect(desk.state.selected).toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(desk.state.notice).toBeNull();
  });

  it("stops listening to one that was only looked at", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    await desk.select("h2");
    expect(server.askedFor("close")).toEqual([{ handoff_id: "h1" }]);
  });

  it("asks only for what it missed after a lost connection", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    server.listeners.disconnected();
    expect(desk.state.link).toBe("offline");
    server.listeners.connected();
    await settle();
    expect(server.askedFor("open")).toEqual([
      { handoff_id: "h1", after: 0 },
      { handoff_id: "h1", after: 1 },
    ]);
    expect(desk.state.link).toBe("online");
  });
});

describe("what the agent says", () => {
  it("is sent in order, each once", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    let seq = 1;
    server.answers.say = () => ({ ok: true, seq: (seq += 1), at: "2026-01-05T09:01:00+00:00" });
    desk.say("h1", "een");
    desk.say("h1", "twee");
    await settle();
    expect(server.askedFor("say").map(({ text }) => text)).toEqual(["een", "twee"]);
    expect(desk.state.conversations.h1?.messages.map(({ text }) => text)).toEqual(["hoi", "een", "twee"]);
  });

  it.each(["no_answer", "unavailable"])("is sent again, under the same id, after %s", async (error) => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    const answer = server.answers.say;
    server.answers.say = () => ({ ok: false, error });
    desk.say("h1", "hoi");
    await settle();
    expect(desk.state.conversations.h1?.pending[0]?.error).toBeNull();
    if (answer) server.answers.say = answer;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(desk.state.conversations.h1?.pending).toEqual([]);
    expect(new Set(server.askedFor("say").map(({ id }) => id)).size).toBe(1);
  });

  it("waits for the connection and then goes out", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    server.listeners.disconnected();
    const answer = server.answers.say;
    server.answers.say = () => ({ ok: false, error: "no_answer" });
    desk.say("h1", "ben je er nog?");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.askedFor("say")).toHaveLength(1);
    if (answer) server.answers.say = answer;
    server.listeners.connected();
    await settle();
    expect(desk.state.conversations.h1?.pending).toEqual([]);
  });

  it("stays on the screen when it is refused, and later messages go on", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    server.answers.say = ({ text }) =>
      text === "te lang" ? { ok: false, error: "too_long" } : { ok: true, seq: 2, at: "2026-01-05T09:01:00+00:00" };
    desk.say("h1", "te lang");
    desk.say("h1", "kort");
    await settle();
    expect(desk.state.conversations.h1?.pending.map(({ text, error }) => [text, error])).toEqual([["te lang", "too_long"]]);
    expect(desk.state.conversations.h1?.messages.at(-1)?.text).toBe("kort");
  });

  it("shows the customer that someone is typing, not at every key", async () => {
    const [desk, server] = await signedIn();
    await desk.select("h1");
    for (const text of ["h", "ho", "hoi"]) desk.draft("h1", text);
    expect(server.askedFor("typing")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_500);
    desk.draft("h1", "hoi!");
    expect(server.askedFor("typing")).toHaveLength(2);
    expect(desk.state.conversations.h1?.draft).toBe("hoi!");
  });
});
