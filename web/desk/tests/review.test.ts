import { afterEach, describe, expect, it, vi } from "vitest";

import { copyFor } from "../src/copy";
import type { Example } from "../src/protocol";
import { Review } from "../src/review";
import "../src/ui/review-page";
import { ME } from "./samples";

const COPY = copyFor("nl");
const INTENTS = [
  { intent: "internet_down", category: "internet", label: { nl: "geen internet", en: "no internet" } },
  { intent: "bill_copy", category: "billing", label: { nl: "waar is mijn factuur", en: "where is my invoice" } },
  { intent: "out_of_scope", category: "contact", label: { nl: "hoort niet bij ons", en: "not ours" } },
];

function example(id: number, change: Partial<Example> = {}): Example {
  return {
    id,
    text: `bericht ${id}`,
    language: "nl",
    at: "2026-01-05T09:00:00+00:00",
    why: "unsure",
    source: "offered",
    label: null,
    guesses: [["internet_down", 0.42]],
    choices: ["internet_down", "bill_copy"],
    times: 1,
    kind: 1,
    skipped: false,
    ...change,
  };
}

/** A review whose server has these messages and answers other events as told. */
async function review(examples: Example[], answer: object = { ok: true, file: "nl/internet.yml", added: true }) {
  const ask = vi.fn((event: string) =>
    Promise.resolve(
      event === "review_list" ? { ok: true, examples, total: examples.length, intents: INTENTS } : answer,
    ),
  );
  const changed = vi.fn();
  const made = new Review(ask as never, changed);
  await made.load();
  return { made, ask };
}

function ids(made: Review): number[] {
  return (made.state.examples ?? []).map((one) => one.id);
}

describe("reviewing", () => {
  it("takes a labelled message from the list at once, says where it went, and can take it back", async () => {
    const { made, ask } = await review([1, 2, 3, 4, 5, 6].map((id) => example(id)));
    const asked = made.accept(2, "bill_copy");
    expect(ids(made)).toEqual([1, 3, 4, 5, 6]);
    await asked;
    expect(ask).toHaveBeenCalledWith("review_accept", { id: 2, intent: "bill_copy" });
    expect(made.state.said).toEqual({
      key: "accepted",
      values: { intent: "bill_copy", file: "nl/internet.yml" },
      undo: 2,
    });
    expect(made.state.total).toBe(5);
    await made.undo(2);
    expect(made.state.said?.key).toBe("undone");
    expect(ids(made)).toHaveLength(6);
  });

  it("puts a message back where it was when it cannot be written", async () => {
    const refused = { ok: false, error: "stands_elsewhere", intent: "bill_copy" };
    const { made } = await review([1, 2, 3, 4, 5, 6].map((id) => example(id)), refused);
    await made.accept(2, "internet_down");
    expect(ids(made)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(made.state.total).toBe(6);
    expect(made.state.said).toMatchObject({ key: "stands_elsewhere", undo: null });
  });

  it("leaves a message away that a colleague has labelled", async () => {
    const { made } = await review([1, 2, 3, 4, 5, 6].map((id) => example(id)), { ok: false, error: "already_reviewed" });
    await made.skip(1);
    expect(ids(made)).toEqual([2, 3, 4, 5, 6]);
  });
});

async function page(examples: Example[]) {
  const { made, ask } = await review(examples);
  const element = Object.assign(document.createElement("review-page"), { copy: COPY, review: made, state: made.state, me: ME });
  document.body.append(element);
  await element.updateComplete;
  const root = element.shadowRoot;
  if (!root) throw new Error("not drawn");
  const press = (key: string): void => {
    root.querySelector("li")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  };
  return { root, ask, press, words: root.textContent.replace(/\s+/g, " ") };
}

describe("skipping", () => {
  it("asks for the list again when it becomes short, where the skipped one comes last", async () => {
    const { made, ask } = await review([1, 2, 3].map((id) => example(id)), { ok: true });
    await made.skip(1);
    expect(ask.mock.calls.map(([event]) => event)).toEqual(["review_list", "review_skip", "review_list"]);
    expect(made.state.said?.key).toBe("skipped");
    expect(made.state.total).toBe(3);
  });
});

describe("the review page", () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it("says why, what we thought, what the customer chose, and marks that button", async () => {
    const chosen = example(1, { why: "customer_disagreed", source: "chosen", label: "bill_copy", times: 3, kind: 7 });
    const { root, words } = await page([chosen]);
    for (const part of ["Klant koos iets anders", "De klant koos: Waar is mijn factuur.", "Geen internet (42 %)", "3 keer gezegd", "7 van deze soort"]) {
      expect(words).toContain(part);
    }
    expect(root.querySelector(".choices .primary")?.textContent).toContain("Waar is mijn factuur");
  });

  it.each([
    ["2", "review_accept", { id: 1, intent: "bill_copy" }],
    ["0", "review_accept", { id: 1, intent: "out_of_scope" }],
    ["s", "review_skip", { id: 1 }],
    ["Delete", "review_delete", { id: 1 }],
  ])("does with the key %s what the button does", async (key, event, data) => {
    const { ask, press } = await page([example(1), example(2)]);
    press(key);
    expect(ask).toHaveBeenCalledWith(event, data);
  });

  it("does nothing with other keys, nor with those of the browser", async () => {
    const { root, ask, press } = await page([example(1)]);
    press("9");
    press("x");
    root.querySelector("li")?.dispatchEvent(new KeyboardEvent("keydown", { key: "0", ctrlKey: true, bubbles: true }));
    expect(ask.mock.calls.every(([event]) => event === "review_list")).toBe(true);
  });

  it("shows what customers wrote as text", async () => {
    const { root, words } = await page([example(1, { text: "<img src=x onerror=alert(1)> **vet**" })]);
    expect(root.querySelector("img, strong")).toBeNull();
    expect(words).toContain("<img src=x onerror=alert(1)> **vet**");
  });
});
