import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openMemory } from "../src/memory";
import type { PendingMessage } from "../src/state";

function pending(id: string, order: number): PendingMessage {
  return { id, message: `text ${id}`, order, at: "2026-01-02T10:00:00Z", late: false };
}

beforeEach(() => { localStorage.clear(); });
afterEach(() => { vi.restoreAllMocks(); });

describe("what the browser keeps", () => {
  it("is there for the next page, the queue in its order", () => {
    const before = openMemory();
    before.sessionId = "s";
    before.draft = "half";
    before.readSeq = 7;
    before.keep(pending("b", 2));
    before.keep(pending("a", 1));
    const after = openMemory();
    expect([after.sessionId, after.draft, after.readSeq]).toEqual(["s", "half", 7]);
    expect(after.outbox().map((m) => m.id)).toEqual(["a", "b"]);
  });

  it("lets two tabs keep messages without losing one", () => {
    const [one, two] = [openMemory(), openMemory()];
    one.keep(pending("a", 1));
    two.keep(pending("b", 2));
    one.drop("a");
    expect(openMemory().outbox().map((m) => m.id)).toEqual(["b"]);
  });

  it("forgets its own and leaves the site's alone", () => {
    localStorage.setItem("cart", "full");
    const memory = openMemory();
    memory.sessionId = "s";
    memory.keep(pending("a", 1));
    memory.forget();
    expect(Object.keys(localStorage)).toEqual(["cart"]);
  });

  it("drops what it cannot read", () => {
    localStorage.setItem("frontline-chat:outbox:x", "{broken");
    localStorage.setItem("frontline-chat:outbox:y", '{"id": 5}');
    localStorage.setItem("frontline-chat:outbox:z", "null");
    expect(openMemory().outbox()).toEqual([]);
  });

  it("lasts as long as the page where the browser's storage is closed", () => {
    vi.spyOn(window, "localStorage", "get").mockImplementation(() => { throw new DOMException("no", "SecurityError"); });
    const memory = openMemory();
    memory.sessionId = "s";
    expect(memory.sessionId).toBe("s");
  });

  it("goes on when the storage is full", () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const memory = openMemory();
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => { throw new DOMException("full", "QuotaExceededError"); });
    expect(() => { memory.draft = "text"; }).not.toThrow();
  });
});
