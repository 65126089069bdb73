import type { Agent, Article, CannedAnswer, Handoff, Marks, Me, Media, Message, Note, Opened, Pack, Queue, Reach } from "./protocol";

export type Phase = "starting" | "signed_out" | "signed_in";
export type Link = "connecting" | "online" | "offline";

/** Something the agent said that the server has not confirmed yet. */
export interface Pending {
  id: string;
  text: string;
  at: string;
  /** A key of `errors` when the server refused it; it is sent again only when the agent asks. */
  error: string | null;
}

export interface Conversation {
  handoff: Handoff;
  pack: Pack;
  messages: Message[];
  notes: Note[];
  answers: CannedAnswer[];
  /** The answers that go with what the customer said last, by id. */
  suggested: string[];
  /** The articles that go with it; null until the server told. */
  articles: Article[] | null;
  marks: Marks;
  media: Media[];
  reach: Reach | null;
  pending: Pending[];
  /** Local time in ms until which the customer is taken to be typing. */
  typingUntil: number;
  /** The newest message the agent has had before their eyes. */
  seen: number;
  draft: string;
  /** Whether the draft is a note for colleagues; it belongs to the draft, so that no note is ever sent. */
  noting: boolean;
}

/** One sentence for the agent: a key of `errors` or `notices` in the copy, with what fills it. */
export interface Notice {
  key: string;
  values: Record<string, string>;
}

export interface State {
  phase: Phase;
  link: Link;
  me: Me | null;
  queue: Queue;
  conversations: Record<string, Conversation>;
  selected: string | null;
  notice: Notice | null;
}

export type DeskEvent =
  | { type: "signed_out" }
  | { type: "signing_in" }
  | { type: "link"; link: Link }
  | { type: "me"; me: Me }
  | { type: "queue"; queue: Queue }
  | { type: "selected"; id: string | null }
  | { type: "agent"; agent: Agent }
  | ({ type: "opened"; seen: number } & Opened)
  | { type: "marks"; id: string; marks: Marks }
  | { type: "note"; id: string; note: Note }
  | { type: "media"; id: string; media: Media[] }
  | { type: "reach"; id: string; reach: Reach | null }
  | { type: "suggested"; id: string; answers: string[] }
  | { type: "articles"; id: string; articles: Article[] }
  | { type: "noting"; id: string; on: boolean }
  | { type: "messages"; id: string; messages: Message[] }
  | { type: "status"; handoff: Handoff }
  | { type: "typing"; id: string; until: number }
  | { type: "seen"; id: string }
  | { type: "draft"; id: string; text: string }
  | { type: "said"; id: string; pending: Pending }
  | { type: "stored"; id: string; message: string; seq: number; at: string; by: string }
  | { type: "refused"; id: string; message: string; error: string }
  | { type: "again"; id: string; message: string }
  | { type: "discarded"; id: string; message: string }
  | { type: "notice"; notice: Notice | null };

export const START: State = {
  phase: "starting",
  link: "connecting",
  me: null,
  queue: { waiting: [], mine: [] },
  conversations: {},
  selected: null,
  notice: null,
};

/** The state after an event; the old one is left as it was. */
export function reduce(state: State, event: DeskEvent): State {
  switch (event.type) {
    case "signed_out":
      return { ...START, phase: "signed_out" };
    case "signing_in":
      return { ...START, phase: "starting" };
    case "link":
      return { ...state, link: event.link };
    case "me":
      return { ...state, phase: "signed_in", me: event.me };
    case "agent":
      return state.me ? { ...state, me: { ...state.me, agent: event.agent } } : state;
    case "queue":
      return { ...state, queue: event.queue };
    case "selected":
      return { ...state, selected: event.id, notice: null };
    case "opened":
      return opened(state, event);
    case "status":
      return changed(state, event.handoff.handoff_id, () => ({ handoff: event.handoff }));
    case "notice":
      return { ...state, notice: event.notice };
    default:
      return changed(state, event.id, (conversation) => inConversation(conversation, event));
  }
}

type ConversationEvent = Extract<
  DeskEvent,
  {
    type:
      | "messages" | "marks" | "note" | "media" | "reach" | "suggested" | "articles" | "noting" | "typing" | "seen"
      | "draft" | "said" | "stored" | "refused" | "again" | "discarded";
  }
>;

function inConversation(conversation: Conversation, event: ConversationEvent): Partial<Conversation> {
  switch (event.type) {
    case "messages":
      return heard(conversation, event.messages);
    case "marks":
      return { marks: event.marks };
    case "note":
      return { notes: [...conversation.notes.filter(({ id }) => id !== event.note.id), event.note] };
    case "media":
      return { media: event.media };
    case "reach":
      return { reach: event.reach };
    case "noting":
      return { noting: event.on };
    case "suggested":
      return { suggested: event.answers };
    case "articles":
      return { articles: event.articles };
    case "typing":
      return { typingUntil: event.until };
    case "seen":
      return { seen: lastSeq(conversation) };
    case "draft":
      return { draft: event.text };
    case "said":
      return { pending: [...conversation.pending, event.pending], draft: "" };
    case "stored":
      return stored(conversation, event);
    case "refused":
      return { pending: marked(conversation, event.message, event.error) };
    case "again":
      return { pending: marked(conversation, event.message, null) };
    case "discarded":
      return { pending: conversation.pending.filter((pending) => pending.id !== event.message) };
  }
}

function opened(state: State, event: Extract<DeskEvent, { type: "opened" }>): State {
  const { handoff, pack, notes, answers, marks, media, reach } = event;
  const known = state.conversations[handoff.handoff_id];
  const fresh: Conversation = {
    handoff,
    pack,
    messages: [],
    notes,
    answers,
    suggested: [],
    articles: null,
    marks,
    media,
    reach,
    pending: [],
    typingUntil: 0,
    seen: event.seen,
    draft: "",
    noting: false,
  };
  const conversation = { ...(known ?? fresh), handoff, pack, notes, answers, marks, media, reach };
  const full = { ...conversation, ...heard(conversation, event.messages) };
  return { ...state, conversations: { ...state.conversations, [handoff.handoff_id]: full } };
}

/** Each message once, in order of seq; what is stored no longer waits to be sent. */
function heard(conversation: Conversation, messages: Message[]): Partial<Conversation> {
  const bySeq = new Map([...conversation.messages, ...messages].map((message) => [message.seq, message]));
  const ids = new Set(messages.map((message) => message.id));
  return {
    messages: [...bySeq.values()].sort((one, other) => one.seq - other.seq),
    pending: conversation.pending.filter((pending) => !ids.has(pending.id)),
    typingUntil: messages.some((message) => message.author === "customer") ? 0 : conversation.typingUntil,
  };
}

function stored(
  conversation: Conversation,
  event: Extract<DeskEvent, { type: "stored" }>,
): Partial<Conversation> {
  const pending = conversation.pending.find((one) => one.id === event.message);
  if (!pending) return {};
  const { id, text } = pending;
  const { seq, at, by } = event;
  return heard(conversation, [
    { seq, author: "agent", author_name: by, text, at, id, tapped: false, buttons: [] },
  ]);
}

function marked(conversation: Conversation, message: string, error: string | null): Pending[] {
  return conversation.pending.map((pending) => (pending.id === message ? { ...pending, error } : pending));
}

function changed(state: State, id: string, change: (conversation: Conversation) => Partial<Conversation>): State {
  const conversation = state.conversations[id];
  if (!conversation) return state;
  const conversations = { ...state.conversations, [id]: { ...conversation, ...change(conversation) } };
  return { ...state, conversations };
}

export function lastSeq(conversation: Conversation): number {
  return conversation.messages.at(-1)?.seq ?? 0;
}

/** What the customer said that the agent has not seen. */
export function unread(conversation: Conversation | undefined): number {
  if (!conversation) return 0;
  const { messages, seen } = conversation;
  return messages.filter((message) => message.author === "customer" && message.seq > seen).length;
}

/** Whether this agent may speak in the conversation, end it and give it back. */
export function isTheirs(state: State, conversation: Conversation): boolean {
  const { handoff } = conversation;
  if (!state.me?.agent.helps_customers || !handoff.open || handoff.agent_id === null) return false;
  return handoff.agent_id === state.me.agent.id || state.me.agent.role === "admin";
}
