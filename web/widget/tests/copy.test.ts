import { describe, expect, it } from "vitest";

import en from "../content/en.json";
import nl from "../content/nl.json";
import { fill } from "../src/copy";

function places(sentence: string): string[] {
  return [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
}

describe("the widget's copy", () => {
  it("says the same things in both languages", () => {
    expect(Object.keys(en)).toEqual(Object.keys(nl));
  });

  it.each(Object.keys(nl) as (keyof typeof nl)[])("has the same places to fill in %s", (key) => {
    expect(places(en[key])).toEqual(places(nl[key]));
    expect(nl[key].trim()).not.toBe("");
  });

  it("fills places and leaves a place without a value visible", () => {
    expect(fill("{name} is nummer {count}, {other}", { name: "Sanne", count: 2 })).toBe("Sanne is nummer 2, {other}");
  });
});
