import { describe, expect, it } from "vitest";

import { isTheirs, reduce, START, unread, type DeskEvent, type State } from "../src/state";
import { handoff, ME, opened, PACK, said } from "./samples";

function after(...events: DeskEvent[]): State {
  return events.reduce(reduce, START);
}

const OPENED: DeskEvent = { type: "opened", ...opened("h1", [said(1, "hoi")]), seen: 1 };

describe("the state of the desk", () => {
  it("keeps each message once, in order of seq", () => {
    const state = after(
      OPENED,
      { type: "messages", id: "h1", messages: [said(3, "c"), said(2, "b")] },
      { type: "messages", id: "h1", messages: [said(2, "b"), said(4, "d")] },
    );
    expect(state.conversations.h1?.messages.map((message) => message.text)).toEqual(["hoi", "b", "c", "d"]);
  });

  it("keeps what was said and drafted when a conversation is opened again after a lost connection", () => {
    const state = after(OPENED, { type: "draft", id: "h1", text: "half" }, {
      type: "opened",
      ...opened("h1", [said(2, "b")], { state: "active" }),
      seen: 0,
    });
    const conversation = state.conversations.h1;
    expect(conversation?.messages).toHaveLength(2);
    expect([conversation?.draft, conversation?.seen, conversation?.handoff.state]).toEqual(["half", 1, "active"]);
  });

  it("counts what the customer said since the agent looked", () => {
    const state = after(OPENED, {
      type: "messages",
      id: "h1",
      messages: [said(2, "b"), said(3, "c", { author: "agent" }), said(4, "d")],
    });
    expect(unread(state.conversations.h1)).toBe(2);
    expect(unread(reduce(state, { type: "seen", id: "h1" }).conversations.h1)).toBe(0);
    expect(unread(undefined)).toBe(0);
  });

  it.each<[string, DeskEvent]>([
    ["its answer", { type: "stored", id: "h1", message: "x", seq: 2, at: "2026-01-05T09:00:00Z", by: "Sanne" }],
    ["its echo", { type: "messages", id: "h1", messages: [said(2, "hoi", { author: "agent", id: "x" })] }],
  ])("shows what the agent said once, whichever comes first: %s", (_, first) => {
    const pending = { id: "x", text: "hoi", at: "2026-01-05T09:00:00Z", error: null };
    const echo: DeskEvent = { type: "messages", id: "h1", messages: [said(2, "hoi", { author: "agent", id: "x" })] };
    const state = after(OPENED, { type: "said", id: "h1", pending }, first, echo);
    expect(state.conversations.h1?.pending).toEqual([]);
    expect(state.conversations.h1?.messages.map((message) => message.seq)).toEqual([1, 2]);
  });

  it("marks what was refused, and forgets the mark when it is sent again", () => {
    const pending = { id: "x", text: "hoi", at: "2026-01-05T09:00:00Z", error: null };
    const refused = after(
      OPENED,
      { type: "said", id: "h1", pending },
      { type: "refused", id: "h1", message: "x", error: "already_ended" },
    );
    expect(refused.conversations.h1?.pending[0]?.error).toBe("already_ended");
    const again = reduce(refused, { type: "again", id: "h1", message: "x" });
    expect(again.conversations.h1?.pending[0]?.error).toBeNull();
    const gone = reduce(refused, { type: "discarded", id: "h1", message: "x" });
    expect(gone.conversations.h1?.pending).toEqual([]);
  });

  it("takes the customer to have stopped typing when the message is there", () => {
    const typing = after(OPENED, { type: "typing", id: "h1", until: 5 });
    const state = reduce(typing, { type: "messages", id: "h1", messages: [said(2, "b")] });
    expect([typing.conversations.h1?.typingUntil, state.conversations.h1?.typingUntil]).toEqual([5, 0]);
  });

  it("ignores news of conversations that are not open", () => {
    expect(after({ type: "messages", id: "other", messages: [said(1, "a")] })).toEqual(START);
  });

  it("forgets everything on signing out", () => {
    expect(after({ type: "me", me: ME }, OPENED, { type: "signed_out" })).toEqual({ ...START, phase: "signed_out" });
  });
});

describe("whose conversation it is", () => {
  const about = { ...opened("h1", []), pack: PACK, suggested: [], articles: null, pending: [] };
  const conversation = { ...about, typingUntil: 0, seen: 0, draft: "", noting: false };
  const signedIn = (role: "agent" | "admin" | "trainer"): State =>
    after({ type: "me", me: { ...ME, agent: { ...ME.agent, role, helps_customers: role !== "trainer" } } });

  it.each([
    ["agent", { agent_id: 1 }, true],
    ["agent", { agent_id: 2 }, false],
    ["admin", { agent_id: 2 }, true],
    ["trainer", { agent_id: 1 }, false],
    ["agent", { agent_id: null }, false],
    ["agent", { agent_id: 1, open: false }, false],
  ] as const)("an %s with %o: %s", (role, change, expected) => {
    const one = { ...conversation, handoff: handoff("h1", change) };
    expect(isTheirs(signedIn(role), one)).toBe(expected);
  });
});
