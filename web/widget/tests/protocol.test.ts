import { describe, expect, it } from "vitest";

import { readAck, readBotUttered, readSessionInfo, readStatus, readUserEcho } from "../src/protocol";

const JUNK: unknown[] = [undefined, null, 7, "text", [], {}, { text: 5, seq: "1" }, { ok: "yes" }, { owner: "nobody" }];

describe("what comes over the wire", () => {
  it.each(JUNK)("is dropped when it makes no sense: %j", (junk) => {
    expect(readAck(junk)).toBeNull();
    expect(readBotUttered(junk)).toBeNull();
    expect(readUserEcho(junk)).toBeNull();
    expect(readStatus(junk)).toBeNull();
    expect(readSessionInfo(junk === "text" ? "" : junk, junk)).toBeNull();
  });

  it("reads a session, also from a server that sends only its id", () => {
    expect(readSessionInfo("s", { max_length: 2000 })).toEqual({ sessionId: "s", maxLength: 2000 });
    expect(readSessionInfo("s", undefined)).toEqual({ sessionId: "s", maxLength: null });
  });

  it("reads acks", () => {
    expect(readAck({ ok: true, id: "a", seq: 4 })).toEqual({ ok: true, seq: 4 });
    const refused = { ok: false, error: "rate_limited", text: "Even geduld.", retry_after: 3 };
    expect(readAck(refused)).toEqual({ ok: false, error: "rate_limited", text: "Even geduld.", retryAfter: 3 });
    expect(readAck({ ok: false, error: "whatever", text: "x" })).toBeNull();
  });

  it("reads a message with its buttons, and drops half a button", () => {
    const reply = { content_type: "text", title: "Ja", payload: "/affirm" };
    const read = readBotUttered({ seq: 2, text: "?", author: "agent", author_name: "Sanne", quick_replies: [reply, { title: "x" }] });
    expect(read).toMatchObject({ seq: 2, author: "agent", authorName: "Sanne", quickReplies: [{ title: "Ja", payload: "/affirm" }] });
  });

  it("takes an unknown author for the assistant", () => {
    expect(readBotUttered({ seq: 1, text: "hoi", author: "root" })?.author).toBe("assistant");
  });

  it("reads how the handoff stands", () => {
    const handoff = { state: "queued", position: 2, agent_name: null };
    expect(readStatus({ owner: "human", typing: false, handoff })).toEqual({
      owner: "human",
      typing: false,
      handoff: { state: "queued", position: 2, agentName: null },
    });
    expect(readStatus({ owner: "assistant", typing: true, handoff: { state: "lost" } })?.handoff).toBeNull();
  });
});
