import type { Article, CannedAnswer, Entry, Handoff, Me, Message, Opened, Pack } from "../src/protocol";

export const ME: Me = {
  agent: {
    id: 1,
    username: "sanne",
    name: "Sanne Visser",
    first_name: "Sanne",
    role: "agent",
    skills: ["internet_tech"],
    languages: ["nl", "en"],
    helps_customers: true,
    available: true,
    capacity: null,
    active: true,
  },
  problems: [
    { intent: "internet_down", category: "internet", label: { nl: "geen internet", en: "no internet" } },
    { intent: "bill_copy", category: "billing", label: { nl: "waar is mijn factuur", en: "where is my invoice" } },
  ],
  categories: {
    internet: { nl: "Internet thuis", en: "Home internet" },
    billing: { nl: "Rekening", en: "Bills" },
  },
  skills: { internet_tech: { nl: "internet thuis", en: "home internet" } },
  outcomes: { solved: { nl: "Opgelost", en: "Solved" }, unsolved: { nl: "Niet opgelost", en: "Not solved" } },
  routing: { mode: "pull", capacity: 4, widen_minutes: 5 },
  now: "2026-01-05T09:00:00+00:00",
};

export const ANSWERS: CannedAnswer[] = [
  { id: "hello", title: { nl: "Begroeting", en: "Greeting" }, text: { nl: "Hoi, ik ben {agent}.", en: "Hi, I'm {agent}." } },
  { id: "modem", title: { nl: "Nieuw modem", en: "New modem" }, text: { nl: "Er komt een modem.", en: "A modem is on its way." } },
];

export const ARTICLES: Article[] = [
  {
    id: "wifi_problem.sticker",
    title: { nl: "Problemen met wifi", en: "Wifi problems" },
    done: true,
    explanations: [
      {
        value: null,
        label: null,
        instruction: { nl: "Typ het wachtwoord over.", en: "Copy the password." },
        help: { nl: "Het staat op de sticker.", en: "It is on the sticker." },
      },
    ],
  },
  {
    id: "mobile_data_down.vpn",
    title: { nl: "Mobiel internet werkt niet", en: "Mobile data does not work" },
    done: false,
    explanations: [
      {
        value: "iphone",
        label: { nl: "iPhone", en: "iPhone" },
        instruction: { nl: "Zet je VPN uit.", en: "Turn off your VPN." },
        help: { nl: "Kijk bij VPN.", en: "Look under VPN." },
      },
      { value: "other", label: null, instruction: { nl: "Zet je VPN uit.", en: "Turn off your VPN." }, help: null },
    ],
  },
];

export const PACK: Pack = {
  requested_at: "2026-01-05T08:58:00+00:00",
  reason: { code: "asked", text: { nl: "de klant dat vroeg", en: "the customer asked" }, told: null },
  problem: {
    intent: "internet_down",
    label: { nl: "geen internet", en: "no internet" },
    category: "internet",
    confidence: 0.8,
    words: "internet doet het niet",
  },
  urgency: 3,
  skill: "internet_tech",
  language: "nl",
  channel: "website",
  customer: { level: "anonymous", id: null, name: null, email: null, phone: null, address: null },
  summary: { nl: ["Een", "Twee", "Drie"], en: ["One", "Two", "Three"] },
  facts: [{ name: "postcode", label: { nl: "Postcode", en: "Postcode" }, value: "1234AB" }],
  checks: [
    {
      name: "line_test",
      label: { nl: "Lijntest", en: "Line test" },
      ok: true,
      findings: [{ nl: "de lijntest is goed", en: "the line test is fine" }],
    },
  ],
  steps: [
    { step: "power", kind: "do", text: "Trek de stekker eruit.", short: null, answer: "gedaan", result: "done" },
    { step: "works", kind: "verify", text: "Doet het het nu?", short: null, answer: null, result: null },
  ],
  offers: [{ step: "restart", text: "Zal ik herstarten?", short: null, answer: "ja", result: "accepted" }],
  effort: { turns: 4, repeats: 0, frustration: 0, minutes: 3, mood: "calm", questions: 3, checks: 2, tapped: 1, typed: 2 },
  notes: [{ at: "2026-01-04T12:00:00+00:00", agent_name: "Daan Mulder", text: "Modem is nieuw." }],
  earlier: [{ at: "2026-01-02T12:00:00+00:00", problem: { nl: "tv zwart", en: "tv black" }, outcome: "solved" }],
};

export function handoff(id: string, change: Partial<Handoff> = {}): Handoff {
  return {
    handoff_id: id,
    conversation_id: `c-${id}`,
    state: "assigned",
    open: true,
    language: "nl",
    channel: "website",
    urgency: 3,
    skill: "internet_tech",
    agent_id: 1,
    agent_name: "Sanne",
    requested_at: "2026-01-05T08:58:00+00:00",
    outcome: null,
    confirmed_problem: null,
    reference: null,
    promised_at: null,
    callback_at: null,
    callback_phone: null,
    effort_score: null,
    ...change,
  };
}

export function entry(id: string, change: Partial<Entry> = {}): Entry {
  return {
    handoff_id: id,
    conversation_id: `c-${id}`,
    state: "queued",
    problem: { nl: "geen internet", en: "no internet" },
    words: "internet doet het niet",
    urgency: 3,
    skill: "internet_tech",
    language: "nl",
    channel: "website",
    customer_name: null,
    requested_at: "2026-01-05T08:58:00+00:00",
    position: 1,
    reference: null,
    promised_at: null,
    callback_at: null,
    ...change,
  };
}

export function said(seq: number, text: string, change: Partial<Message> = {}): Message {
  return {
    seq,
    author: "customer",
    author_name: null,
    text,
    at: "2026-01-05T09:00:00+00:00",
    id: `m${seq}`,
    tapped: false,
    buttons: [],
    ...change,
  };
}

export function opened(id: string, messages: Message[], change: Partial<Handoff> = {}): Opened {
  const beside = { notes: [], answers: ANSWERS, marks: { delivered: 0, read: 0 }, media: [], reach: null };
  return { handoff: handoff(id, change), pack: PACK, messages, ...beside };
}
