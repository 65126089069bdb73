import type { Language } from "./protocol";

const SEEN = "desk.seen";
const LANGUAGE = "desk.language";
const ALERTS = "desk.alerts";
const MOST_REMEMBERED = 200;

/** How far each conversation was read, kept over reloads. Nothing a customer said is kept. */
export function seenSeq(id: string): number {
  return readSeen()[id] ?? 0;
}

export function rememberSeen(id: string, seq: number): void {
  const others = Object.entries(readSeen()).filter(([other]) => other !== id);
  const kept = [...others.slice(1 - MOST_REMEMBERED), [id, seq] as const];
  write(SEEN, JSON.stringify(Object.fromEntries(kept)));
}

/** The language the agent chose, else the browser's. */
export function language(): Language {
  const chosen = read(LANGUAGE) ?? navigator.language;
  return chosen.startsWith("en") ? "en" : "nl";
}

export function rememberLanguage(chosen: Language): void {
  write(LANGUAGE, chosen);
}

/** Whether the agent wants sound and notifications in this browser. */
export function alertsOn(): boolean {
  return read(ALERTS) === "on";
}

export function rememberAlerts(on: boolean): void {
  write(ALERTS, on ? "on" : "off");
}

function readSeen(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(read(SEEN) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Record<string, number>) : {};
  } catch {
    return {};
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** A browser that keeps nothing is no reason to stop. */
function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}
