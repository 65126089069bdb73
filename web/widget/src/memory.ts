import type { PendingMessage } from "./state";

const PREFIX = "frontline-chat:";
const OUTBOX = `${PREFIX}outbox:`;

/**
 * What the browser keeps for the widget over reloads and between tabs: the session id, the draft, how far
 * the customer has read, and messages not yet acknowledged. The conversation itself stays on the server.
 * Where the site's storage is closed (private mode, policy) all of it lasts as long as the page.
 */
export class Memory {
  constructor(
    private readonly kept: Storage,
    private readonly tab: Storage,
  ) {}

  get sessionId(): string | null {
    return this.kept.getItem(`${PREFIX}session`);
  }

  set sessionId(id: string | null) {
    put(this.kept, `${PREFIX}session`, id);
  }

  get draft(): string {
    return this.kept.getItem(`${PREFIX}draft`) ?? "";
  }

  set draft(text: string) {
    put(this.kept, `${PREFIX}draft`, text || null);
  }

  get readSeq(): number {
    return Number(this.kept.getItem(`${PREFIX}read`) ?? 0);
  }

  set readSeq(seq: number) {
    put(this.kept, `${PREFIX}read`, String(seq));
  }

  /** Whether the conversation was held while the site said who the customer is. */
  get signedIn(): boolean {
    return this.kept.getItem(`${PREFIX}signed-in`) === "yes";
  }

  set signedIn(yes: boolean) {
    put(this.kept, `${PREFIX}signed-in`, yes ? "yes" : null);
  }

  /** Whether this tab had the panel open when it went to another page. */
  get open(): boolean {
    return this.tab.getItem(`${PREFIX}open`) === "yes";
  }

  set open(yes: boolean) {
    put(this.tab, `${PREFIX}open`, yes ? "yes" : null);
  }

  /** One key per message: two tabs never overwrite each other's queue. */
  keep(message: PendingMessage): void {
    put(this.kept, OUTBOX + message.id, JSON.stringify(message));
  }

  drop(id: string): void {
    this.kept.removeItem(OUTBOX + id);
  }

  outbox(): PendingMessage[] {
    const kept = keysOf(this.kept).filter((key) => key.startsWith(OUTBOX));
    const messages = kept.flatMap((key) => readPending(this.kept.getItem(key)));
    return messages.sort((a, b) => a.order - b.order);
  }

  forget(): void {
    for (const key of keysOf(this.kept)) if (key.startsWith(PREFIX)) this.kept.removeItem(key);
  }

  /** Calls back when another tab began a conversation or read further. Answers the way to stop. */
  watch(changed: () => void): () => void {
    const listener = (event: StorageEvent) => {
      if (event.key === `${PREFIX}session` || event.key === `${PREFIX}read`) changed();
    };
    window.addEventListener("storage", listener);
    return () => {
      window.removeEventListener("storage", listener);
    };
  }
}

/** The browser's memory, or one that lasts as long as the page where the browser's is closed. */
export function openMemory(): Memory {
  return new Memory(usable(() => window.localStorage), usable(() => window.sessionStorage));
}

function usable(storage: () => Storage): Storage {
  try {
    const candidate = storage();
    candidate.setItem(`${PREFIX}probe`, "");
    candidate.removeItem(`${PREFIX}probe`);
    return candidate;
  } catch {
    return new PageStorage();
  }
}

class PageStorage implements Storage {
  private readonly entries = new Map<string, string>();

  get length(): number {
    return this.entries.size;
  }

  key(index: number): string | null {
    return [...this.entries.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.entries.set(key, value);
  }

  removeItem(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}

/** A full storage must not stop the chat: the value is then known to this page only. */
function put(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch (error) {
    console.warn("frontline-chat: the browser's storage is full", error);
  }
}

function keysOf(storage: Storage): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
}

function readPending(json: string | null): PendingMessage[] {
  try {
    const kept = JSON.parse(json ?? "null") as Partial<PendingMessage> | null;
    if (typeof kept?.id !== "string" || typeof kept.message !== "string") return [];
    const { id, message, title, order = 0, at = new Date().toISOString() } = kept;
    return [{ id, message, ...(title === undefined ? {} : { title }), order, at, late: true }];
  } catch {
    return [];
  }
}
