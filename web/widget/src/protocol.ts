/**
 * What goes over the wire between the widget and the website channel.
 * Whatever comes in is `unknown` until a reader here has looked at it; a reader answers null
 * for what it cannot use, and the caller drops that.
 */

export type Language = "nl" | "en";
export type Author = "assistant" | "agent" | "system";

export interface PageContext {
  page: string;
  title?: string;
  journey?: string;
  step?: string;
  locale: string;
}

export interface SessionRequest {
  session_id: string | null;
  last_seq: number;
  customer_token?: string;
  context: PageContext;
}

export interface SessionInfo {
  sessionId: string;
  maxLength: number | null;
  maxPhotoBytes: number | null;
  /** Whether the conversation can go on in WhatsApp. */
  canMove: boolean;
  /** It does so already: nothing more is said here. */
  moved: boolean;
}

/** What takes the conversation to WhatsApp: a link, or a code to send to a number by hand. */
export interface MoveOffer {
  link: string;
  code: string;
  number: string;
  minutes: number;
}

/** `message` is typed text, or a button's payload, and then `title` is what the button said. */
export interface UserUttered {
  id: string;
  message: string;
  title?: string;
}

export type Refusal = "too_long" | "rate_limited" | "unavailable" | "no_session" | "bad_request";

export type Ack =
  | { ok: true; seq: number }
  | { ok: false; error: Refusal; text: string; retryAfter: number | null };

export interface QuickReply {
  title: string;
  payload: string;
}

export interface BotUttered {
  seq: number;
  text: string;
  author: Author;
  authorName: string | null;
  quickReplies: QuickReply[];
  at: string;
}

export interface UserEcho {
  id: string;
  seq: number;
  text: string;
  at: string;
}

/** Another way than waiting; a call back has no link but moments to choose from. */
export interface Way {
  id: string;
  label: string;
  wait: string;
  cost: string;
  link: string | null;
}

/** `ticket`: answered later, by `promisedAt` (or `callbackAt`); the assistant has the conversation meanwhile. */
export interface Handoff {
  state: "queued" | "assigned" | "active" | "ticket";
  position: number | null;
  agentName: string | null;
  topic: string | null;
  waitMinutes: number | null;
  ways: Way[];
  moments: string[];
  /** The customer's own number, where it is known who they are. */
  phone: string | null;
  reference: string | null;
  promisedAt: string | null;
  callbackAt: string | null;
}

/** What came of something that is not a message: `text` is the server's sentence when it was refused. */
export type Settled = { ok: true } | { ok: false; text: string | null };

export type Offered = { ok: true; offer: MoveOffer } | { ok: false; text: string | null };

export interface Status {
  owner: "assistant" | "human";
  typing: boolean;
  handoff: Handoff | null;
  /** The handoff that has just ended and may be scored. */
  rate: string | null;
  /** The newest `seq` that the agent has read. */
  agentRead: number;
}

type Fields = Record<string, unknown>;

const REFUSALS: readonly string[] = ["too_long", "rate_limited", "unavailable", "no_session", "bad_request"];

export function readSessionInfo(sessionId: unknown, info: unknown): SessionInfo | null {
  if (typeof sessionId !== "string" || sessionId === "") return null;
  const told = fields(info);
  return {
    sessionId,
    maxLength: numberIn(told, "max_length"),
    maxPhotoBytes: numberIn(told, "max_photo_bytes"),
    canMove: listIn(told, "moves_to").includes("whatsapp"),
    moved: textIn(told, "moved_to") !== null,
  };
}

export function readAck(value: unknown): Ack | null {
  const ack = fields(value);
  const seq = numberIn(ack, "seq");
  if (ack.ok === true && seq !== null) return { ok: true, seq };
  if (ack.ok !== false || !isRefusal(ack.error)) return null;
  const retryAfter = numberIn(ack, "retry_after");
  return { ok: false, error: ack.error, text: textIn(ack, "text") ?? "", retryAfter };
}

export function readBotUttered(value: unknown): BotUttered | null {
  const message = fields(value);
  const seq = numberIn(message, "seq");
  const text = textIn(message, "text");
  if (seq === null || text === null) return null;
  return {
    seq,
    text,
    author: isAuthor(message.author) ? message.author : "assistant",
    authorName: textIn(message, "author_name"),
    quickReplies: readQuickReplies(message.quick_replies),
    at: textIn(message, "at") ?? new Date().toISOString(),
  };
}

export function readUserEcho(value: unknown): UserEcho | null {
  const echo = fields(value);
  const seq = numberIn(echo, "seq");
  const text = textIn(echo, "text");
  if (seq === null || text === null) return null;
  const at = textIn(echo, "at") ?? new Date().toISOString();
  return { id: textIn(echo, "id") ?? `seq-${seq}`, seq, text, at };
}

export function readStatus(value: unknown): Status | null {
  const status = fields(value);
  if (status.owner !== "assistant" && status.owner !== "human") return null;
  const { owner, typing } = status;
  return {
    owner,
    typing: typing === true,
    handoff: readHandoff(status.handoff),
    rate: textIn(status, "rate"),
    agentRead: numberIn(status, "agent_read") ?? 0,
  };
}

function readHandoff(value: unknown): Handoff | null {
  const handoff = fields(value);
  const { state } = handoff;
  if (state !== "queued" && state !== "assigned" && state !== "active" && state !== "ticket") return null;
  return {
    state,
    position: numberIn(handoff, "position"),
    agentName: textIn(handoff, "agent_name"),
    topic: textIn(handoff, "topic"),
    waitMinutes: numberIn(handoff, "wait_minutes"),
    ways: listIn(handoff, "ways").flatMap(readWay),
    moments: listIn(handoff, "moments").filter((moment) => typeof moment === "string"),
    phone: textIn(handoff, "phone"),
    reference: textIn(handoff, "reference"),
    promisedAt: textIn(handoff, "promised_at"),
    callbackAt: textIn(handoff, "callback_at"),
  };
}

/** Only addresses that call or write: a link to anywhere else is left out. */
function readWay(value: unknown): Way[] {
  const way = fields(value);
  const [id, label, wait, cost] = ["id", "label", "wait", "cost"].map((key) => textIn(way, key) ?? "");
  const link = textIn(way, "link");
  if (!id || !label || (link !== null && !/^(tel|mailto|https):/.test(link))) return [];
  return [{ id, label, wait: wait ?? "", cost: cost ?? "", link }];
}

export function readSettled(value: unknown): Settled {
  const answer = fields(value);
  return answer.ok === true ? { ok: true } : { ok: false, text: textIn(answer, "text") };
}

/** A link that is not one to a page is no offer. */
export function readOffered(value: unknown): Offered {
  const answer = fields(value);
  const [link, code, number] = ["link", "code", "number"].map((key) => textIn(answer, key) ?? "");
  const minutes = numberIn(answer, "minutes");
  if (answer.ok !== true || !code || !number || minutes === null || !link || !/^https?:\/\//.test(link)) {
    return { ok: false, text: textIn(answer, "text") };
  }
  return { ok: true, offer: { link, code, number, minutes } };
}

function readQuickReplies(value: unknown): QuickReply[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const title = textIn(fields(entry), "title");
    const payload = textIn(fields(entry), "payload");
    return title !== null && payload !== null ? [{ title, payload }] : [];
  });
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textIn(from: Fields, key: string): string | null {
  const value = from[key];
  return typeof value === "string" ? value : null;
}

function listIn(from: Fields, key: string): unknown[] {
  const value = from[key];
  return Array.isArray(value) ? value : [];
}

function numberIn(from: Fields, key: string): number | null {
  const value = from[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function isAuthor(value: unknown): value is Author {
  return value === "assistant" || value === "agent" || value === "system";
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "string" && REFUSALS.includes(value);
}
