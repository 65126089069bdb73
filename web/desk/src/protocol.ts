/** What the desk's server says and hears; `connectors/helpdesk/desk/views.py` writes it. */

export type Language = "nl" | "en";
export type Text = Record<Language, string>;
export type Role = "agent" | "trainer" | "admin";
export type HandoffState = "queued" | "assigned" | "active" | "returned" | "resolved" | "abandoned";
export type Author = "customer" | "assistant" | "agent" | "system";
export type Urgency = 1 | 2 | 3;

export interface Agent {
  id: number;
  username: string;
  name: string;
  first_name: string;
  role: Role;
  skills: string[];
  languages: Language[];
  helps_customers: boolean;
  available: boolean;
  /** Conversations at once; null is the team's number. */
  capacity: number | null;
  active: boolean;
}

/** How customers reach agents: `pull`, they take the next; `push`, they are given to them. */
export interface Routing {
  mode: "pull" | "push";
  capacity: number;
  widen_minutes: number;
}

export interface Problem {
  intent: string;
  category: string;
  label: Text;
}

/** Who is signed in, and what things are called. `now` is the server's time. */
export interface Me {
  agent: Agent;
  problems: Problem[];
  categories: Record<string, Text>;
  skills: Record<string, Text>;
  outcomes: Record<string, Text>;
  routing: Routing;
  now: string;
}

/** One line of the queue, or of the agent's own conversations. */
export interface Entry {
  handoff_id: string;
  conversation_id: string;
  state: HandoffState;
  problem: Text | null;
  words: string;
  urgency: Urgency;
  skill: string;
  language: Language;
  channel: string;
  customer_name: string | null;
  requested_at: string;
  position: number | null;
  /** Of a ticket, which is answered by `promised_at`, or called at `callback_at`. */
  reference: string | null;
  promised_at: string | null;
  callback_at: string | null;
}

/** A conversation that has ended. */
export interface PastEntry extends Entry {
  ended_at: string;
  outcome: string | null;
  agent_name: string | null;
}

export interface Queue {
  waiting: Entry[];
  mine: Entry[];
}

export interface Handoff {
  handoff_id: string;
  conversation_id: string;
  state: HandoffState;
  open: boolean;
  language: Language;
  channel: string;
  urgency: Urgency;
  skill: string;
  agent_id: number | null;
  agent_name: string | null;
  requested_at: string;
  outcome: string | null;
  confirmed_problem: string | null;
  reference: string | null;
  promised_at: string | null;
  callback_at: string | null;
  callback_phone: string | null;
  effort_score: number | null;
}

/** What only colleagues see. */
export interface Note {
  id: number;
  agent_name: string;
  text: string;
  at: string;
}

/** A sentence to be put in with one key; `{agent}` becomes the agent's first name. */
export interface CannedAnswer {
  id: string;
  title: Text;
  text: Text;
}

/** How far (`seq`) the customer was shown the conversation, and has read it. */
export interface Marks {
  delivered: number;
  read: number;
}

/** Someone a conversation can be passed to; `free`: they would get it now. */
export interface Colleague {
  id: number;
  name: string;
  skills: string[];
  languages: Language[];
  load: number;
  free: boolean;
}

/** An account as an admin writes it; without a password the present one stays. */
export interface Account {
  username: string;
  name: string;
  role: Role;
  skills: string[];
  languages: Language[];
  password?: string;
}

export interface Message {
  seq: number;
  author: Author;
  author_name: string | null;
  text: string;
  at: string;
  id: string | null;
  tapped: boolean;
  buttons: string[];
}

/** The handoff pack: `content/schemas/handoff_pack.json`. */
export interface Pack {
  requested_at: string;
  reason: { code: string; text: Text; told: Partial<Text> | null };
  problem: { intent: string; label: Text; category: string; confidence: number | null; words: string } | null;
  urgency: Urgency;
  skill: string;
  language: Language;
  channel: string;
  customer: {
    level: "anonymous" | "recognised" | "verified";
    id: string | null;
    name: string | null;
    email: string | null;
    phone: string | null;
    address: string | null;
  };
  summary: Record<Language, string[]>;
  /** `text` is not there in packs that were made before there was one. */
  facts: { name: string; label: Text; value: string; text?: Text }[];
  checks: { name: string; label: Text; ok: boolean; findings: Text[] }[];
  steps: Step[];
  offers: { step: string; text: string; short: Text | null; answer: string | null; result: OfferResult }[];
  effort: {
    turns: number;
    repeats: number;
    frustration: number;
    minutes: number;
    mood: Mood;
    questions: number;
    checks: number;
    tapped: number;
    typed: number;
  };
  notes: { at: string; agent_name: string; text: string }[];
  earlier: { at: string; problem: Text; outcome: string | null }[];
}

export type Mood = "calm" | "impatient" | "upset";
export type OfferResult = "accepted" | "declined" | "unavailable" | "open";

export interface Step {
  step: string;
  kind: "ask" | "do" | "verify";
  text: string;
  short: Text | null;
  answer: string | null;
  result: string | null;
}

/** A file that the customer sent with message `seq`; a kept one can be fetched by its id. */
export interface Media {
  id: string;
  seq: number;
  what: "photo" | "voice" | "audio" | "video" | "document" | "sticker";
  state: "expected" | "kept" | "refused" | "removed";
  /** What the customer called it. */
  name: string | null;
  size: number | null;
  /** Whether a browser shows or plays it by itself. */
  shown: boolean;
}

/** How a customer is reached who can be written to for a while only, as on WhatsApp. */
export interface Reach {
  /** What is written later waits until the customer writes. */
  until: string | null;
  /** Whether they are then asked to write back. */
  asks_back: boolean;
  /** `seq` of what did not arrive. */
  failed: number[];
}

/** What to do, and how; one that is only for those with a certain `value` has a `label` for it, but not for the rest. */
export interface Explanation {
  value: string | null;
  label: Text | null;
  instruction: Text;
  help: Text | null;
}

/** What the guides explain; several explanations where it is not known which fits this customer. */
export interface Article {
  id: string;
  title: Text;
  /** Whether the customer has been through it. */
  done: boolean;
  explanations: Explanation[];
}

export interface Opened {
  handoff: Handoff;
  pack: Pack;
  messages: Message[];
  notes: Note[];
  answers: CannedAnswer[];
  marks: Marks;
  media: Media[];
  reach: Reach | null;
}

/** Something that another company's helpdesk did not take. */
export interface Undelivered {
  id: number;
  handoff_id: string;
  conversation_id: string;
  tells: "open" | "queue" | "message" | "move" | "close";
  attempts: number;
  /** For whoever looks after the helpdesk, such as "status 422". */
  problem: string;
  created_at: string;
  given_up_at: string;
}

/** Why a kept message is worth a look, most valuable first. */
export type Why = "agent_disagreed" | "customer_disagreed" | "nothing_likely" | "unsure";

/** A message that the assistant was unsure of, without personal data. */
export interface Example {
  id: number;
  text: string;
  language: Language;
  at: string;
  why: Why;
  /** Who or what named its `label`. */
  source: "offered" | "chosen" | "rephrased" | "nothing_likely" | "agent";
  label: string | null;
  /** What the assistant took it for, likeliest first, with its confidence from 0 to 1. */
  guesses: [intent: string, confidence: number][];
  /** The intents that are offered as buttons. */
  choices: string[];
  /** So many messages have these words, so many are of this kind. */
  times: number;
  kind: number;
  skipped: boolean;
}

export interface IntentName {
  intent: string;
  category: string;
  label: Text;
}

/**
 * Why something was refused: a key of `errors` in the copy, and what fills its places. `by` is a colleague's
 * first name, `intent` and `file` say where the training data has or refuses a message.
 */
export interface Refused {
  ok: false;
  error: string;
  by?: string;
  capacity?: string;
  minutes?: string;
  intent?: string;
  file?: string;
}

export type Answer<T> = ({ ok: true } & T) | Refused;

type Ask<Request, Reply> = (data: Request, answer: (reply: Answer<Reply>) => void) => void;

export interface ServerEvents {
  queue: (queue: Queue) => void;
  messages: (data: { handoff_id: string; messages: Message[] }) => void;
  status: (handoff: Handoff) => void;
  typing: (data: { handoff_id: string }) => void;
  marks: (data: { handoff_id: string; marks: Marks }) => void;
  note: (data: { handoff_id: string; note: Note }) => void;
  media: (data: { handoff_id: string; media: Media[] }) => void;
  reach: (data: { handoff_id: string; reach: Reach | null }) => void;
  signed_out: () => void;
}

export interface ClientEvents {
  me: Ask<object, Me>;
  open: Ask<{ handoff_id: string; after: number }, Opened>;
  close: Ask<{ handoff_id: string }, object>;
  take: Ask<{ handoff_id?: string }, { handoff: Handoff }>;
  say: Ask<{ handoff_id: string; id: string; text: string }, { seq: number; at: string }>;
  typing: Ask<{ handoff_id: string }, object>;
  availability: Ask<{ available: boolean; capacity: number | null }, { agent: Agent }>;
  seen: Ask<{ handoff_id: string; seq: number }, object>;
  note: Ask<{ handoff_id: string; text: string }, { note: Note }>;
  suggest: Ask<{ handoff_id: string }, { answers: string[] }>;
  articles: Ask<{ handoff_id: string; words?: string }, { found: Article[] }>;
  colleagues: Ask<object, { colleagues: Colleague[] }>;
  transfer: Ask<{ handoff_id: string; skill?: string; agent_id?: number; note: string }, { handoff: Handoff }>;
  history: Ask<{ words: string }, { found: PastEntry[] }>;
  admin_team: Ask<object, { team: Agent[] }>;
  admin_agent: Ask<Account, { agent: Agent }>;
  admin_active: Ask<{ id: number; active: boolean }, { agent: Agent }>;
  admin_answers: Ask<object, { answers: CannedAnswer[] }>;
  admin_answer: Ask<CannedAnswer, { answer: CannedAnswer }>;
  admin_forget_answer: Ask<{ id: string }, object>;
  undelivered_list: Ask<object, { undelivered: Undelivered[] }>;
  undelivered_resend: Ask<{ id: number }, object>;
  hand_back: Ask<{ handoff_id: string; note: string; guide?: string }, { handoff: Handoff }>;
  resolve: Ask<{ handoff_id: string; problem: string; outcome: string }, { handoff: Handoff }>;
  review_list: Ask<object, { examples: Example[]; total: number; intents: IntentName[] }>;
  review_accept: Ask<{ id: number; intent: string }, { file: string; added: boolean }>;
  review_undo: Ask<{ id: number }, object>;
  review_skip: Ask<{ id: number }, object>;
  review_delete: Ask<{ id: number }, object>;
}
