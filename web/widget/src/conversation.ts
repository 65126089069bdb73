import { Connection } from "./connection";
import { sendPhoto } from "./photos";
import { Delivery } from "./delivery";
import type { Memory } from "./memory";
import type { PageContext, QuickReply, SessionInfo, SessionRequest, Settled, UserUttered } from "./protocol";
import { initialState, reduce, shownSeq, type ChatEvent, type ChatState, type PendingMessage } from "./state";

const TYPING_EVERY_MS = 2_000;

export interface Page {
  server: string;
  customerToken: string | null;
  context: PageContext;
}

/** One customer's conversation: joins what the browser kept, the socket and the queue of messages. */
export class Conversation {
  state: ChatState;
  private readonly connection: Connection;
  private readonly delivery: Delivery;
  private readonly stopWatching: () => void;
  private typedAt = 0;

  constructor(
    private readonly page: () => Page,
    private readonly memory: Memory,
    private readonly changed: () => void,
  ) {
    const { server, customerToken } = page();
    if (memory.signedIn && customerToken === null) memory.forget();
    this.state = initialState(memory.sessionId, memory.readSeq, memory.outbox());
    const tell = this.tell.bind(this);
    this.connection = new Connection(server, () => this.sessionRequest(), tell);
    this.delivery = new Delivery({
      next: () => (this.state.link === "online" ? (this.state.pending[0] ?? null) : null),
      say: ({ id, message, title }) => this.connection.say({ id, message, ...(title === undefined ? {} : { title }) }),
      sessionLost: () => { this.connection.requestSession(); },
      tell,
    });
    this.stopWatching = memory.watch(() => { this.followOtherTab(); });
  }

  /** Whether there is something to come back for before the customer opens the chat. */
  get begun(): boolean {
    return this.state.sessionId !== null || this.state.pending.length > 0;
  }

  connect(): void {
    this.connection.open();
  }

  end(): void {
    this.stopWatching();
    this.delivery.stop();
    this.connection.close();
  }

  hurry(): void {
    this.connection.hurry();
  }

  say(text: string): void {
    this.queue({ id: newId(), message: text });
  }

  tap({ title, payload }: QuickReply): void {
    this.queue({ id: newId(), message: payload, title });
  }

  /** Sends a photo; the sentences are for one that is too large, and for one that did not arrive. */
  async sendPhoto(photo: File, tooLarge: string, failed: string): Promise<void> {
    const { sessionId, maxPhotoBytes } = this.state;
    if (sessionId === null || maxPhotoBytes === null) return;
    if (photo.size > maxPhotoBytes) {
      this.tell({ type: "notice", notice: tooLarge });
      return;
    }
    const id = newId();
    const shown = { id, url: URL.createObjectURL(photo), at: new Date().toISOString(), sending: true };
    this.tell({ type: "photo_chosen", photo: shown });
    const { server, context } = this.page();
    const answer = await sendPhoto(server, { session_id: sessionId, id, language: context.locale, photo });
    if (answer?.ok) this.tell({ type: "photo_sent", id });
    else this.tell({ type: "photo_refused", id, notice: answer?.text ?? failed });
  }

  /** Tells the agent that the customer is typing, now and then. */
  typing(): void {
    if (this.state.status.owner !== "human" || Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.connection.typing();
  }

  /** Everything on the screen has been seen. */
  read(): void {
    const seq = shownSeq(this.state);
    if (seq <= this.state.readSeq) return;
    this.tell({ type: "read", seq });
    this.memory.readSeq = seq;
    if (this.state.status.owner === "human") this.connection.read(seq);
  }

  /** True when the call back is arranged. */
  async callBack(moment: string, phone: string, failed: string): Promise<boolean> {
    return this.settled(await this.connection.settle("call_back", { moment, phone }), failed);
  }

  /** True when the score is kept. */
  async rate(handoff: string, score: number, failed: string): Promise<boolean> {
    const kept = this.settled(await this.connection.settle("rate", { handoff, score }), failed);
    if (kept) this.tell({ type: "rated" });
    return kept;
  }

  /** Shows how to go on in WhatsApp. */
  async move(failed: string): Promise<void> {
    const answer = await this.connection.move();
    if (answer?.ok) this.tell({ type: "offered", offer: answer.offer });
    else this.tell({ type: "notice", notice: answer?.text ?? failed });
  }

  closeOffer(): void {
    this.tell({ type: "offer_closed" });
  }

  /** Leaves a conversation that went elsewhere, and begins another one here. */
  beginAnew(): void {
    this.memory.sessionId = null;
    this.memory.readSeq = 0;
    this.tell({ type: "left" });
    if (this.connection.ready) this.connection.requestSession();
    else this.connect();
  }

  private settled(answer: Settled | null, failed: string): boolean {
    this.tell(answer?.ok ? { type: "notice_dismissed" } : { type: "notice", notice: answer?.text ?? failed });
    return answer?.ok === true;
  }

  dismissNotice(): void {
    this.tell({ type: "notice_dismissed" });
  }

  /** The text of a refused message, once: the composer has it from here on. */
  takeBackText(): string | null {
    const { returned } = this.state;
    if (returned !== null) this.tell({ type: "text_taken_back" });
    return returned;
  }

  private queue(message: UserUttered): void {
    const order = Math.max(Date.now(), (this.state.pending.at(-1)?.order ?? 0) + 1);
    const at = new Date().toISOString();
    this.tell({ type: "queued", message: { ...message, order, at, late: false } });
    this.connect();
    this.delivery.wake();
  }

  private tell(event: ChatEvent): void {
    const before = this.state.pending;
    this.state = reduce(this.state, event);
    this.keepOutbox(before, this.state.pending);
    if (event.type === "confirmed") this.confirmed(event.info);
    this.changed();
  }

  private keepOutbox(before: readonly PendingMessage[], after: readonly PendingMessage[]): void {
    for (const message of before) if (!has(after, message)) this.memory.drop(message.id);
    for (const message of after) if (!has(before, message)) this.memory.keep(message);
  }

  private sessionRequest(): SessionRequest {
    const { customerToken, context } = this.page();
    const sessionId = this.memory.sessionId ?? this.state.sessionId;
    return {
      session_id: sessionId,
      last_seq: sessionId === this.state.sessionId ? this.state.lastSeq : 0,
      ...(customerToken === null ? {} : { customer_token: customerToken }),
      context,
    };
  }

  private confirmed(info: SessionInfo): void {
    this.memory.sessionId = info.sessionId;
    this.memory.readSeq = this.state.readSeq;
    this.memory.signedIn = this.page().customerToken !== null;
    this.delivery.restart();
  }

  private followOtherTab(): void {
    if (this.memory.readSeq > this.state.readSeq) this.tell({ type: "read", seq: this.memory.readSeq });
    const elsewhere = this.memory.sessionId;
    if (elsewhere === null || elsewhere === this.state.sessionId) return;
    if (this.state.link === "online") this.connection.requestSession();
    else this.connect();
  }
}

function has(messages: readonly PendingMessage[], { id }: PendingMessage): boolean {
  return messages.some((m) => m.id === id);
}

/** A random (version 4) UUID; `crypto.randomUUID` is missing on pages without https. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
