import type { Language } from "./protocol";

const LOCALES: Record<Language, string> = { nl: "nl-NL", en: "en-GB" };
const HOUR = 3600;
const MINUTE = 60;

/** How long ago: `0:42`, `12:05`, or `1:07:09`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  const rest = String(seconds % MINUTE).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** The time of day of a message. */
export function clock(at: string, language: Language): string {
  return new Date(at).toLocaleTimeString(LOCALES[language], { hour: "2-digit", minute: "2-digit" });
}

/** The day of a message, as a heading. */
export function day(at: string, language: Language): string {
  return new Date(at).toLocaleDateString(LOCALES[language], { weekday: "long", day: "numeric", month: "long" });
}

/** A day and a time, short. */
export function moment(at: string, language: Language): string {
  const options = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return new Date(at).toLocaleString(LOCALES[language], options);
}

/** A day in the past, short. */
export function shortDay(at: string, language: Language): string {
  return new Date(at).toLocaleDateString(LOCALES[language], { day: "numeric", month: "short", year: "numeric" });
}
