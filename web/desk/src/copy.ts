import en from "../content/en.json";
import nl from "../content/nl.json";
import type { Language } from "./protocol";

export type Copy = typeof nl;

const COPY: Record<Language, Copy> = { nl, en };

/** Everything the desk itself says, in one language. */
export function copyFor(language: Language): Copy {
  return COPY[language];
}

/** Fills `{name}` places; a place without a value stays as it is, so that a slip shows. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The copy under a key that the server chose; the key itself when the copy does not know it. */
export function lookUp(section: Record<string, string>, key: string): string {
  return section[key] ?? key;
}
