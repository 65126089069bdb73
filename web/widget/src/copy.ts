import en from "../content/en.json";
import nl from "../content/nl.json";
import type { Language } from "./protocol";

export type Copy = Record<keyof typeof nl, string>;

const COPY: Record<Language, Copy> = { nl, en };

/** Everything the widget itself says, in one language. */
export function copyFor(language: Language): Copy {
  return COPY[language];
}

/** Fills `{name}` places; a place without a value stays as it is, so that a slip shows. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
