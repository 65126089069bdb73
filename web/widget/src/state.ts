import type { Author, BotUttered, MoveOffer, QuickReply, SessionInfo, Status, UserEcho, UserUttered } from "./protocol";

/** idle: never asked for yet; connecting: first try; online: session confirmed; offline: lost, retrying. */
export type Link = "idle" | "connecting" | "online" | "offline";

/** A message the server has stored. `key` names the same message in every tab and over reloads. */
export interface ShownMessage {
  key: string;
  seq: number;
  author: Author | "customer";
  authorName: string | null;
  text: string;
  quickReplies: QuickReply[];
  at: string;
}

/** A customer's message the server has not acknowledged yet; `order` sorts the queue over reloads. */
export interface PendingMessage extends UserUttered {
  order: number;
  at: string;
  late: boolean;
}

/** A photo of the customer, by the id of its message; `url` shows it in this tab only. */
export interface Photo {
  id: string;
  url: string;
  at: string;
  sending: boolean;
}

export interface ChatState {
  link: Link;
  sessionId: string | null;
  lastSeq: number;
  readSeq: number;
  maxLength: number | null;
  /** Null when the server takes no photos. */
  maxPhotoBytes: number | null;
  photos: readonly Photo[];
  messages: readonly ShownMessage[];
  pending: readonly PendingMessage[];
  status: Status;
  canMove: boolean;
  /** The conversation goes on in WhatsApp: here it is over. */
  moved: boolean;
  offer: MoveOffer | null;
  replaying: boolean;
  notice: string | null;
  returned: string | null;
  /** A score was given, and nothing said since. */
  rated: boolean;
}

export type ChatEvent =
  | { type: "connecting" }
  | { type: "disconnected" }
  | { type: "confirmed"; info: SessionInfo }
  | { type: "heard"; message: BotUttered }
  | { type: "echoed"; echo: UserEcho }
  | { type: "status"; status: Status }
  | { type: "queued"; message: PendingMessage }
  | { type: "sent"; id: string; seq: number }
  | { type: "delayed"; id: string; notice: string | null }
  | { type: "refused"; id: string; notice: string }
  | { type: "photo_chosen"; photo: Photo }
  | { type: "photo_sent"; id: string }
  | { type: "photo_refused"; id: string; notice: string }
  | { type: "read"; seq: number }
  | { type: "offered"; offer: MoveOffer }
  | { type: "offer_closed" }
  | { type: "left" }
  | { type: "rated" }
  | { type: "notice"; notice: string }
  | { type: "notice_dismissed" }
  | { type: "text_taken_back" };

const QUIET: Status = { owner: "assistant", typing: false, handoff: null, rate: null, agentRead: 0 };

/** The state of a page that has just been loaded, from what the browser kept. */
export function initialState(sessionId: string | null, readSeq: number, pending: PendingMessage[]): ChatState {
  return {
    link: "idle",
    sessionId,
    lastSeq: 0,
    readSeq,
    maxLength: null,
    maxPhotoBytes: null,
    photos: [],
    messages: [],
    pending,
    status: QUIET,
    canMove: false,
    moved: false,
    offer: null,
    replaying: false,
    notice: null,
    returned: null,
    rated: false,
  };
}

/** Pure: one event, the next state. */
export function reduce(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case "connecting":
      return { ...state, link: state.link === "offline" ? "offline" : "connecting" };
    case "disconnected":
      return { ...state, link: "offline", status: { ...state.status, typing: false } };
    case "confirmed":
      return confirm(state, event.info);
    case "heard":
      return hear(state, fromServer(event.message));
    case "echoed":
      return hear(arrived(shownPhoto(state, event.echo.id), event.echo.id), fromCustomer(event.echo));
    case "status":
      return { ...state, status: event.status, replaying: false };
    case "queued":
      return { ...state, pending: [...state.pending, event.message], notice: null, rated: false };
    case "sent":
      return sent(state, event.id, event.seq);
    case "delayed":
      return { ...state, pending: markLate(state.pending, event.id), notice: event.notice ?? state.notice };
    case "refused":
      return refuse(state, event.id, event.notice);
    case "photo_chosen":
      return { ...state, photos: [...state.photos, event.photo], notice: null };
    case "photo_sent":
      return { ...state, photos: settled(state.photos, event.id) };
    case "photo_refused":
      return { ...state, photos: state.photos.filter(({ id }) => id !== event.id), notice: event.notice };
    case "read":
      return { ...state, readSeq: Math.max(state.readSeq, event.seq) };
    case "offered":
      return { ...state, offer: event.offer, notice: null };
    case "offer_closed":
      return { ...state, offer: null };
    case "left":
      return { ...initialState(null, 0, []), link: state.link === "online" ? "connecting" : state.link };
    case "rated":
      return { ...state, rated: true };
    case "notice":
      return { ...state, notice: event.notice };
    case "notice_dismissed":
      return { ...state, notice: null };
    case "text_taken_back":
      return { ...state, returned: null };
  }
}

/** Messages of the other side that nobody has looked at yet. */
export function unreadCount(state: ChatState): number {
  return state.messages.filter((m) => m.author !== "customer" && m.seq > state.readSeq).length;
}

/** The buttons that may still be tapped: those of the latest message, while the customer has not answered. */
export function activeReplies(state: ChatState): readonly QuickReply[] {
  if (state.pending.length > 0 || state.moved) return [];
  return state.messages.at(-1)?.quickReplies ?? [];
}

/** The highest sequence number that is on the screen, own messages included. */
export function shownSeq(state: ChatState): number {
  return state.messages.at(-1)?.seq ?? 0;
}

function confirm(state: ChatState, info: SessionInfo): ChatState {
  const same = info.sessionId === state.sessionId;
  const confirmed: ChatState = {
    ...state,
    ...info,
    link: "online",
    replaying: !same || state.lastSeq === 0,
    ...(same ? {} : { lastSeq: 0, readSeq: 0, messages: [], status: QUIET, offer: null }),
  };
  return info.moved ? over(confirmed) : confirmed;
}

/** What was typed and has not gone out is given back: it belongs to the other channel, or to a new conversation. */
function over(state: ChatState): ChatState {
  const typed = state.pending.filter(({ title }) => title === undefined).map(({ message }) => message);
  const returned = [state.returned ?? "", ...typed].filter(Boolean).join("\n") || null;
  return { ...state, status: QUIET, offer: null, notice: null, pending: [], returned, replaying: false };
}

/** Only what the server delivered moves `lastSeq`: an ack may overtake a message still on its way. */
function hear(state: ChatState, message: ShownMessage): ChatState {
  const lastSeq = Math.max(state.lastSeq, message.seq);
  return { ...state, lastSeq, messages: insert(state.messages, message) };
}

function sent(state: ChatState, id: string, seq: number): ChatState {
  const message = state.pending.find((m) => m.id === id);
  if (!message) return state;
  const shown = fromCustomer({ id, seq, text: message.title ?? message.message, at: message.at });
  return { ...arrived(state, id), messages: insert(state.messages, shown) };
}

/** A refused text goes back to the composer; a refused button has nothing to edit. */
function refuse(state: ChatState, id: string, notice: string): ChatState {
  const message = state.pending.find((m) => m.id === id);
  if (!message) return state;
  const returned = message.title === undefined ? message.message : null;
  return { ...state, pending: without(state.pending, id), notice, returned: returned ?? state.returned };
}

/** A message got through, so what was said about the delay is over. */
function arrived(state: ChatState, id: string): ChatState {
  if (!state.pending.some((m) => m.id === id)) return state;
  return { ...state, pending: without(state.pending, id), notice: null };
}

/** The message of a photo is there, so the photo is shown with it. */
function shownPhoto(state: ChatState, id: string): ChatState {
  return { ...state, photos: settled(state.photos, id) };
}

function settled(photos: readonly Photo[], sent: string): Photo[] {
  return photos.map((photo) => (photo.id === sent ? { ...photo, sending: false } : photo));
}

function without(pending: readonly PendingMessage[], id: string): PendingMessage[] {
  return pending.filter((m) => m.id !== id);
}

function markLate(pending: readonly PendingMessage[], id: string): PendingMessage[] {
  return pending.map((m) => (m.id === id ? { ...m, late: true } : m));
}

/** In order of `seq`; a message that is there already is not shown a second time. */
function insert(messages: readonly ShownMessage[], message: ShownMessage): readonly ShownMessage[] {
  if (messages.some((m) => m.seq === message.seq)) return messages;
  const after = messages.findLastIndex((m) => m.seq < message.seq) + 1;
  return [...messages.slice(0, after), message, ...messages.slice(after)];
}

function fromServer(message: BotUttered): ShownMessage {
  return { key: `seq-${message.seq}`, ...message };
}

function fromCustomer(echo: UserEcho): ShownMessage {
  const { id: key, seq, text, at } = echo;
  return { key, seq, author: "customer", authorName: null, text, quickReplies: [], at };
}
