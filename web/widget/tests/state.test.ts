import { describe, expect, it } from "vitest";

import type { BotUttered, Status } from "../src/protocol";
import { activeReplies, initialState, reduce, unreadCount, type ChatEvent, type ChatState } from "../src/state";

const QUIET: Status = { owner: "assistant", typing: false, handoff: null, rate: null, agentRead: 0 };

function heard(seq: number, text = `answer ${seq}`, replies: string[] = []): ChatEvent {
  const quickReplies = replies.map((title) => ({ title, payload: `/${title}` }));
  const message: BotUttered = { seq, text, author: "assistant", authorName: null, quickReplies, at: "2026-01-02T10:00:00Z" };
  return { type: "heard", message };
}

function queued(id: string, message = id, title?: string): ChatEvent {
  const pending = { id, message, order: 1, at: "2026-01-02T10:00:00Z", late: false };
  return { type: "queued", message: title === undefined ? pending : { ...pending, title } };
}

function echoed(id: string, seq: number): ChatEvent {
  return { type: "echoed", echo: { id, seq, text: id, at: "2026-01-02T10:00:00Z" } };
}

function confirmed(sessionId = "s1", moved = false): ChatEvent {
  return { type: "confirmed", info: { sessionId, maxLength: 100, maxPhotoBytes: null, canMove: true, moved } };
}

function after(...events: ChatEvent[]): ChatState {
  return events.reduce(reduce, initialState("s1", 0, []));
}

function texts(state: ChatState): string[] {
  return state.messages.map((m) => m.text);
}

describe("after a score", () => {
  it("thanks until the customer says something", () => {
    expect(after(confirmed(), { type: "rated" }).rated).toBe(true);
    expect(after(confirmed(), { type: "rated" }, queued("a")).rated).toBe(false);
  });
});

describe("what is shown", () => {
  it("orders messages by seq, however they arrive", () => {
    expect(texts(after(confirmed(), heard(3), heard(1), heard(2)))).toEqual(["answer 1", "answer 2", "answer 3"]);
  });

  it("shows a replayed message once", () => {
    expect(texts(after(confirmed(), heard(1), heard(2), heard(1), heard(2)))).toEqual(["answer 1", "answer 2"]);
  });

  it("turns a pending message into a shown one on its ack, and ignores its echo", () => {
    const state = after(confirmed(), queued("a"), { type: "sent", id: "a", seq: 1 }, echoed("a", 1));
    expect(state.pending).toEqual([]);
    expect(state.messages).toHaveLength(1);
    expect(state.messages[0]).toMatchObject({ key: "a", seq: 1, author: "customer" });
  });

  it("takes an echo for the ack that got lost, and ignores the ack that comes late", () => {
    const state = after(confirmed(), queued("a"), echoed("a", 1), { type: "sent", id: "a", seq: 1 });
    expect(state.pending).toEqual([]);
    expect(texts(state)).toEqual(["a"]);
  });

  it("shows a tapped button by its title", () => {
    const state = after(confirmed(), queued("a", "/answer{}", "Ja"), { type: "sent", id: "a", seq: 1 });
    expect(texts(state)).toEqual(["Ja"]);
  });

  it("empties the screen for another session and keeps what was not sent", () => {
    const state = after(confirmed(), heard(1), queued("a"), confirmed("s2"));
    expect(state).toMatchObject({ sessionId: "s2", messages: [], lastSeq: 0, readSeq: 0 });
    expect(state.pending.map((m) => m.id)).toEqual(["a"]);
  });

  it("keeps the screen when the same session comes back", () => {
    const state = after(confirmed(), heard(1), { type: "disconnected" }, { type: "connecting" }, confirmed());
    expect(texts(state)).toEqual(["answer 1"]);
    expect(state.replaying).toBe(false);
  });
});

describe("how far the server's messages have come", () => {
  it("is not moved by an ack, which may overtake a message on its way", () => {
    expect(after(confirmed(), heard(1), queued("a"), { type: "sent", id: "a", seq: 3 }).lastSeq).toBe(1);
  });

  it("is moved by messages and echoes", () => {
    expect(after(confirmed(), heard(1), echoed("a", 2)).lastSeq).toBe(2);
  });
});

describe("buttons", () => {
  it("are those of the latest message", () => {
    expect(activeReplies(after(heard(1, "?", ["Ja", "Nee"]))).map((r) => r.title)).toEqual(["Ja", "Nee"]);
    expect(activeReplies(after(heard(1, "?", ["Ja"]), heard(2)))).toEqual([]);
  });

  it("go as soon as the customer answers", () => {
    expect(activeReplies(after(confirmed(), heard(1, "?", ["Ja"]), queued("a")))).toEqual([]);
  });

  it("come back when the answer was refused", () => {
    const state = after(confirmed(), heard(1, "?", ["Ja"]), queued("a"), { type: "refused", id: "a", notice: "Nee." });
    expect(activeReplies(state)).toHaveLength(1);
  });
});

describe("messages the server does not take", () => {
  it("gives a refused text back with the server's sentence", () => {
    const state = after(confirmed(), queued("a", "te lang"), { type: "refused", id: "a", notice: "Korter, graag." });
    expect(state).toMatchObject({ pending: [], notice: "Korter, graag.", returned: "te lang" });
  });

  it("gives no payload back for a refused button", () => {
    const state = after(confirmed(), queued("a", "/x", "Ja"), { type: "refused", id: "a", notice: "Dat kan niet meer." });
    expect(state).toMatchObject({ notice: "Dat kan niet meer.", returned: null });
  });

  it("marks a delayed message and clears the notice once it is sent", () => {
    const delayed = after(confirmed(), queued("a"), { type: "delayed", id: "a", notice: "Even geduld." });
    expect(delayed).toMatchObject({ notice: "Even geduld.", pending: [{ id: "a", late: true }] });
    expect(reduce(delayed, { type: "sent", id: "a", seq: 1 }).notice).toBeNull();
    expect(reduce(delayed, echoed("a", 1)).notice).toBeNull();
  });
});

describe("unread messages", () => {
  it("counts what the other side said since the customer last looked", () => {
    const state = after(confirmed(), heard(1), echoed("a", 2), heard(3), heard(4), { type: "read", seq: 3 });
    expect(unreadCount(state)).toBe(1);
  });

  it("never goes back", () => {
    expect(after({ type: "read", seq: 5 }, { type: "read", seq: 3 }).readSeq).toBe(5);
  });
});

describe("the connection", () => {
  it("stays 'offline' while it tries again after a loss", () => {
    expect(after({ type: "connecting" }).link).toBe("connecting");
    expect(after({ type: "disconnected" }, { type: "connecting" }).link).toBe("offline");
  });

  it("ends the typing indicator when it is lost", () => {
    const state = after(confirmed(), { type: "status", status: { ...QUIET, typing: true } }, { type: "disconnected" });
    expect(state.status.typing).toBe(false);
  });

  it("is replaying from a first confirm until the status that follows the history", () => {
    expect(after(confirmed()).replaying).toBe(true);
    expect(after(confirmed(), heard(1), { type: "status", status: QUIET }).replaying).toBe(false);
  });
});

describe("a conversation that went to WhatsApp", () => {
  const offered: ChatEvent = { type: "offered", offer: { link: "https://wa.me/31", code: "BCDF-2345", number: "+31", minutes: 15 } };

  it("keeps what was said, offers nothing to tap, and gives back what was not sent", () => {
    const before = [confirmed(), heard(1, "Lukt het?", ["ja"]), offered, queued("a", "nog iets"), queued("b", "/ja", "Ja")];
    const state = after(...before, confirmed("s1", true));
    expect(texts(state)).toEqual(["Lukt het?"]);
    expect(activeReplies(state)).toEqual([]);
    expect(state).toMatchObject({ moved: true, offer: null, pending: [], returned: "nog iets" });
  });

  it("makes room for another one", () => {
    const state = after(confirmed(), heard(1), confirmed("s1", true), { type: "left" });
    expect(state).toMatchObject({ moved: false, sessionId: null, messages: [], link: "connecting" });
    expect(reduce(state, confirmed("s2"))).toMatchObject({ moved: false, sessionId: "s2", link: "online" });
  });

  it("shows the offer until it is closed", () => {
    expect(after(confirmed(), offered).offer?.code).toBe("BCDF-2345");
    expect(after(confirmed(), offered, { type: "offer_closed" }).offer).toBeNull();
  });
});
