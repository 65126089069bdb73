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
    const info = { max_length: 2000, max_photo_bytes: 1024 };
    const stays = { canMove: false, moved: false };
    expect(readSessionInfo("s", info)).toEqual({ sessionId: "s", maxLength: 2000, maxPhotoBytes: 1024, ...stays });
    expect(readSessionInfo("s", undefined)).toEqual({ sessionId: "s", maxLength: null, maxPhotoBytes: null, ...stays });
    const moved = { moves_to: ["whatsapp"], moved_to: "whatsapp" };
    expect(readSessionInfo("s", moved)).toMatchObject({ canMove: true, moved: true });
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
    const way = { id: "phone", label: "Bel ons", wait: "kort", cost: "gratis", link: "tel:0800" };
    const ways = [way, { ...way, link: "javascript:alert(1)" }, { id: "x" }, "bel"];
    const moments = ["2026-01-05T14:00:00+01:00", 7];
    const handoff = { state: "queued", position: 2, agent_name: null, topic: "tv", wait_minutes: 4, ways, moments, phone: "+31612345678" };
    expect(readStatus({ owner: "human", typing: false, handoff })).toEqual({
      owner: "human",
      typing: false,
      rate: null,
      agentRead: 0,
      handoff: {
        state: "queued",
        position: 2,
        agentName: null,
        topic: "tv",
        waitMinutes: 4,
        ways: [way],
        moments: ["2026-01-05T14:00:00+01:00"],
        phone: "+31612345678",
        reference: null,
        promisedAt: null,
        callbackAt: null,
      },
    });
    expect(readStatus({ owner: "assistant", typing: false, handoff: null, rate: "h1" })?.rate).toBe("h1");
    expect(readStatus({ owner: "assistant", typing: true, handoff: { state: "lost" } })?.handoff).toBeNull();
  });
});
