import { describe, expect, it } from "vitest";

import { copyFor, fill, lookUp } from "../src/copy";
import { clock, elapsed } from "../src/times";

interface Tree {
  [key: string]: string | Tree;
}

/** Every path of the copy with the places that its sentence fills. */
function places(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    if (typeof value !== "string") return places(value, here);
    return [[here, ...(value.match(/\{\w+\}/g) ?? []).sort()].join(" ")];
  });
}

/** The codes of `frontline/handoffs/types.py` and `outbox.py`, `frontline/review/types.py`, `connectors/screening.py`, and our own. */
const REFUSALS = [
  "already_taken", "nothing_waiting",
  "nobody_for_you",
  "full", "not_a_transfer", "not_an_answer", "not_a_moment", "not_a_phone_number", "not_a_score", "not_yours", "not_for_your_role", "not_undelivered", "already_ended", "not_an_outcome",
  "unknown", "unavailable", "too_long", "empty", "bad_request", "no_answer", "signed_out",
  "not_a_trainer", "already_reviewed", "unknown_intent", "stands_elsewhere", "held_out", "cannot_write",
];

describe("the copy", () => {
  it("says the same things in both languages, with the same places to fill", () => {
    expect(places(copyFor("en"))).toEqual(places(copyFor("nl")));
  });

  it("has a sentence for every refusal", () => {
    expect(Object.keys(copyFor("nl").errors).sort()).toEqual([...REFUSALS].sort());
  });

  it("fills places and leaves unknown ones to be seen", () => {
    expect(fill("{by} en {other}", { by: "Sanne" })).toBe("Sanne en {other}");
    expect(lookUp({ a: "b" }, "a")).toBe("b");
    expect(lookUp({ a: "b" }, "c")).toBe("c");
  });
});

describe("times", () => {
  it.each([
    [0, "0:00"],
    [-5000, "0:00"],
    [42_900, "0:42"],
    [725_000, "12:05"],
    [4_029_000, "1:07:09"],
  ])("%i ms is %s", (milliseconds, shown) => {
    expect(elapsed(milliseconds)).toBe(shown);
  });

  it("shows the time of day in 24 hours in both languages", () => {
    const at = new Date(2026, 0, 5, 15, 4).toISOString();
    expect([clock(at, "nl"), clock(at, "en")]).toEqual(["15:04", "15:04"]);
  });
});
