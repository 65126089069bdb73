import type { Ack, Refusal } from "./protocol";
import type { ChatEvent, PendingMessage } from "./state";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const FINAL: readonly Refusal[] = ["too_long", "bad_request"];

export interface Post {
  /** The message to send now: the oldest one waiting, or null without one or without a session. */
  next(): PendingMessage | null;
  say(message: PendingMessage): Promise<Ack | null>;
  tell(event: ChatEvent): void;
  sessionLost(): void;
}

/**
 * Sends the waiting messages, one at a time and in order, until each is stored or refused for good.
 * Sending one twice is harmless: its id makes the second a no-op at the server.
 */
export class Delivery {
  private sending = false;
  private tries = 0;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly post: Post) {}

  /** Something was queued: send it unless one is under way or the server asked for a pause. */
  wake(): void {
    if (this.sending || this.pause !== undefined) return;
    const message = this.post.next();
    if (message) void this.send(message);
  }

  /** A session was confirmed: the pause of the old connection no longer counts. */
  restart(): void {
    this.stop();
    this.tries = 0;
    this.wake();
  }

  stop(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  private async send(message: PendingMessage): Promise<void> {
    this.sending = true;
    const { id } = message;
    const ack = await this.post.say(message);
    this.sending = false;
    if (ack?.ok) this.stored(id, ack.seq);
    else if (ack && FINAL.includes(ack.error)) this.refused(id, ack.text);
    else this.later(id, ack?.text ?? "", ack?.retryAfter ?? null);
    if (ack?.ok === false && ack.error === "no_session") this.post.sessionLost();
    this.wake();
  }

  private stored(id: string, seq: number): void {
    this.tries = 0;
    this.post.tell({ type: "sent", id, seq });
  }

  private refused(id: string, notice: string): void {
    this.tries = 0;
    this.post.tell({ type: "refused", id, notice });
  }

  private later(id: string, notice: string, retryAfterSeconds: number | null): void {
    this.tries += 1;
    const wait = retryAfterSeconds === null ? backoff(this.tries) : retryAfterSeconds * 1_000;
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.wake();
    }, wait);
    this.post.tell({ type: "delayed", id, notice: notice || null });
  }
}

/** Milliseconds before the next try: 1 s, 2 s, 4 s … at most 30 s. */
function backoff(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
}
