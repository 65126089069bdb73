import { hasSession, signIn, signOut, type SignInRefused } from "./account";
import { Connection, type Listeners } from "./connection";
import { Admin } from "./admin";
import { Alerts } from "./alerts";
import { Archive } from "./archive";
import { rememberSeen, seenSeq } from "./memory";
import type { Answer, Article, Colleague, Queue, Refused } from "./protocol";
import { Review } from "./review";
import { lastSeq, reduce, START, type DeskEvent, type State } from "./state";

const ASK_AGAIN_MS = 3_000;
const TYPING_MS = 5_000;
const TELL_TYPING_MS = 2_000;
const NOTICE_MS = 6_000;
const SEND_AGAIN_MS = 2_000;
const PASSING = ["no_answer", "unavailable"];

/** What the desk needs of its connection. */
type Link = Pick<Connection, "open" | "close" | "ask">;

/** Everything an agent can do, and the state that comes of it. */
export class Desk {
  state: State = START;
  /** The server's clock minus this browser's, in ms. */
  clockSkew = 0;
  /** The trainers' page. */
  readonly review: Review;
  /** The admins' page. */
  readonly admin: Admin;
  /** Past conversations. */
  readonly archive: Archive;
  /** Sound and notifications. */
  readonly alerts = new Alerts();

  private connection: Link | null = null;
  /** The conversations we hear of, each with its first load. */
  private readonly watched = new Map<string, Promise<void>>();
  private readonly sending = new Set<string>();
  private toldTyping = 0;

  constructor(
    private readonly changed: () => void,
    private readonly connectWith: (listeners: Listeners) => Link = (listeners) => new Connection(listeners),
  ) {
    const ask: Link["ask"] = (event, data) => this.ask(event, data);
    this.review = new Review(ask, changed);
    this.admin = new Admin(ask, changed);
    this.archive = new Archive(ask, changed);
  }

  /** Goes on with the session of this browser, or waits for a sign-in. */
  async begin(): Promise<void> {
    const session = await hasSession();
    if (session === null) setTimeout(() => void this.begin(), ASK_AGAIN_MS);
    else if (session) this.connect();
    else this.tell({ type: "signed_out" });
  }

  async signIn(username: string, password: string): Promise<SignInRefused | null> {
    const refused = await signIn(username, password);
    if (!refused) this.connect();
    return refused;
  }

  async signOut(everywhere: boolean): Promise<void> {
    if (await signOut(everywhere)) this.leave();
    else this.notice("unavailable");
  }

  /** Shows a conversation, or none; done when it is there to write in. */
  async select(id: string | null): Promise<void> {
    const before = this.state.selected;
    this.tell({ type: "selected", id });
    if (before !== null && before !== id && !this.isMine(before)) this.stopWatching(before);
    if (id !== null) await this.open(id);
  }

  /** Takes a conversation, or the next in line. */
  async take(id?: string): Promise<void> {
    const answer = await this.ask("take", id === undefined ? {} : { handoff_id: id });
    if (!answer.ok) {
      this.refused(answer);
      return;
    }
    const { handoff } = answer;
    this.tell({ type: "status", handoff });
    await this.select(handoff.handoff_id);
    this.notice("taken");
  }

  say(id: string, text: string): void {
    const at = new Date(Date.now() + this.clockSkew).toISOString();
    this.tell({ type: "said", id, pending: { id: crypto.randomUUID(), text, at, error: null } });
    void this.send(id);
  }

  sayAgain(id: string, message: string): void {
    this.tell({ type: "again", id, message });
    void this.send(id);
  }

  discard(id: string, message: string): void {
    this.tell({ type: "discarded", id, message });
  }

  /** Keeps what is being typed, and lets the customer see that someone is typing. */
  draft(id: string, text: string, shown = true): void {
    this.tell({ type: "draft", id, text });
    if (text === "" || !shown || Date.now() - this.toldTyping < TELL_TYPING_MS) return;
    this.toldTyping = Date.now();
    void this.connection?.ask("typing", { handoff_id: id });
  }

  seen(id: string): void {
    const conversation = this.state.conversations[id];
    if (!conversation || conversation.seen >= lastSeq(conversation)) return;
    const seq = lastSeq(conversation);
    rememberSeen(id, seq);
    this.tell({ type: "seen", id });
    if (this.isMine(id)) void this.connection?.ask("seen", { handoff_id: id, seq });
  }

  /** Whether the agent takes customers now, and how many at once (null: the team's number). */
  async setAvailability(available: boolean, capacity: number | null): Promise<void> {
    const answer = await this.ask("availability", { available, capacity });
    if (answer.ok) this.tell({ type: "agent", agent: answer.agent });
    else this.refused(answer);
  }

  /** From now on the draft is a note for colleagues, or is not. */
  setNoting(id: string, on: boolean): void {
    this.tell({ type: "noting", id, on });
  }

  /** Keeps a note for colleagues; the draft stays where it was typed until it is kept. */
  async note(id: string, text: string): Promise<void> {
    const answer = await this.ask("note", { handoff_id: id, text });
    if (!answer.ok) {
      this.refused(answer);
      return;
    }
    this.tell({ type: "note", id, note: answer.note });
    this.tell({ type: "draft", id, text: "" });
    this.setNoting(id, false);
  }

  /** Looks for answers and articles that go with what the customer said last. */
  async suggest(id: string): Promise<void> {
    const answer = await this.ask("suggest", { handoff_id: id });
    if (answer.ok) this.tell({ type: "suggested", id, answers: answer.answers });
    const articles = await this.ask("articles", { handoff_id: id });
    if (articles.ok) this.tell({ type: "articles", id, articles: articles.found });
  }

  /** The articles that speak of these words. */
  async findArticles(id: string, words: string): Promise<Article[]> {
    const answer = await this.ask("articles", { handoff_id: id, words });
    if (answer.ok) return answer.found;
    this.refused(answer);
    return [];
  }

  async colleagues(): Promise<Colleague[]> {
    const answer = await this.ask("colleagues", {});
    if (answer.ok) return answer.colleagues;
    this.refused(answer);
    return [];
  }

  /** True when the conversation went on to a skill or a colleague. */
  async transfer(id: string, to: { skill?: string; agent_id?: number }, note: string): Promise<boolean> {
    const answer = await this.ask("transfer", { handoff_id: id, ...to, note });
    if (answer.ok) await this.select(null);
    return this.end(answer, "transferred");
  }

  /** True when the conversation went back to the assistant. */
  async handBack(id: string, note: string, guide: string | null): Promise<boolean> {
    const instruction = guide === null ? {} : { guide };
    return this.end(await this.ask("hand_back", { handoff_id: id, note, ...instruction }), "returned");
  }

  /** True when the conversation is over. */
  async resolve(id: string, problem: string, outcome: string): Promise<boolean> {
    return this.end(await this.ask("resolve", { handoff_id: id, problem, outcome }), "resolved");
  }

  dismissNotice(): void {
    this.tell({ type: "notice", notice: null });
  }

  private connect(): void {
    this.tell({ type: "signing_in" });
    this.connection = this.connectWith({
      connected: () => void this.arrive(),
      disconnected: () => {
        this.tell({ type: "link", link: "offline" });
      },
      queue: (queue) => {
        this.announce(queue);
        this.tell({ type: "queue", queue });
        void this.openAll(queue.mine.map((entry) => entry.handoff_id));
      },
      messages: ({ handoff_id: id, messages }) => {
        this.tell({ type: "messages", id, messages });
        if (messages.some(({ author }) => author === "customer")) this.customerSaid(id);
      },
      status: (handoff) => {
        this.tell({ type: "status", handoff });
      },
      typing: ({ handoff_id: id }) => {
        this.customerTypes(id);
      },
      media: ({ handoff_id: id, media }) => {
        this.tell({ type: "media", id, media });
      },
      reach: ({ handoff_id: id, reach }) => {
        this.tell({ type: "reach", id, reach });
      },
      marks: ({ handoff_id: id, marks }) => {
        this.tell({ type: "marks", id, marks });
      },
      note: ({ handoff_id: id, note }) => {
        this.tell({ type: "note", id, note });
      },
      signed_out: () => {
        this.leave();
      },
    });
    this.connection.open();
  }

  /** The server knows nothing of the connection before: everything on the screen is asked for again. */
  private async arrive(): Promise<void> {
    this.watched.clear();
    const me = await this.ask("me", {});
    if (!me.ok) {
      setTimeout(() => void this.arrive(), ASK_AGAIN_MS);
      return;
    }
    this.clockSkew = Date.parse(me.now) - Date.now();
    this.tell({ type: "me", me });
    this.tell({ type: "link", link: "online" });
    if (this.state.selected !== null) await this.openAll([this.state.selected]);
    for (const id of Object.keys(this.state.conversations)) void this.send(id);
  }

  private async openAll(ids: string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.open(id)));
  }

  /** Loads a conversation once, whoever asks for it, and however soon after one another. */
  private open(id: string): Promise<void> {
    const opening = this.watched.get(id) ?? this.load(id);
    this.watched.set(id, opening);
    return opening;
  }

  private async load(id: string): Promise<void> {
    const known = this.state.conversations[id];
    const answer = await this.ask("open", { handoff_id: id, after: known ? lastSeq(known) : 0 });
    if (answer.ok) {
      const { handoff, pack, messages, notes, answers, marks, media, reach } = answer;
      const seen = seenSeq(id);
      this.tell({ type: "opened", handoff, pack, messages, notes, answers, marks, media, reach, seen });
      if (this.isMine(id)) void this.suggest(id);
      return;
    }
    this.watched.delete(id);
    if (this.state.selected === id) this.refused(answer);
  }

  private stopWatching(id: string): void {
    this.watched.delete(id);
    void this.connection?.ask("close", { handoff_id: id });
  }

  /** Sends what waits in one conversation, one at a time and in order; sending one twice is harmless. */
  private async send(id: string): Promise<void> {
    if (this.sending.has(id)) return;
    this.sending.add(id);
    let again = false;
    for (let next = this.nextToSend(id); next && !again; next = this.nextToSend(id)) {
      const { id: message, text } = next;
      const answer = await this.ask("say", { handoff_id: id, id: message, text });
      const by = this.state.me?.agent.first_name ?? "";
      if (answer.ok) this.tell({ type: "stored", id, message, seq: answer.seq, at: answer.at, by });
      else if (PASSING.includes(answer.error)) again = true;
      else this.tell({ type: "refused", id, message, error: answer.error });
    }
    this.sending.delete(id);
    if (again && this.state.link === "online") setTimeout(() => void this.send(id), SEND_AGAIN_MS);
  }

  private nextToSend(id: string): { id: string; text: string } | undefined {
    return this.state.conversations[id]?.pending.find((pending) => pending.error === null);
  }

  /** A sound for who is away from the screen: their customer said something. */
  private customerSaid(id: string): void {
    if (!this.isMine(id)) return;
    this.alerts.message(id);
    void this.suggest(id);
  }

  /** A sound for a customer who came into the queue and whom this agent can help. */
  private announce(queue: Queue): void {
    const { me } = this.state;
    if (this.state.phase !== "signed_in" || !me?.agent.helps_customers || !me.agent.available) return;
    const known = new Set([...this.state.queue.waiting, ...this.state.queue.mine].map((entry) => entry.handoff_id));
    const fresh = [...queue.waiting, ...queue.mine].filter((entry) => !known.has(entry.handoff_id));
    const theirs = fresh.filter((entry) => entry.state !== "queued" || me.agent.skills.includes(entry.skill));
    if (theirs[0]) this.alerts.waiting(theirs[0]);
  }

  private customerTypes(id: string): void {
    this.tell({ type: "typing", id, until: Date.now() + TYPING_MS });
    setTimeout(this.changed, TYPING_MS);
  }

  private end(answer: Answer<object>, notice: string): boolean {
    if (answer.ok) this.notice(notice);
    else this.refused(answer);
    return answer.ok;
  }

  private isMine(id: string): boolean {
    return this.state.queue.mine.some((entry) => entry.handoff_id === id);
  }

  private leave(): void {
    this.connection?.close();
    this.connection = null;
    this.watched.clear();
    this.review.forget();
    this.admin.forget();
    this.archive.forget();
    this.tell({ type: "signed_out" });
  }

  private ask: Link["ask"] = async (event, data) =>
    this.connection ? this.connection.ask(event, data) : ({ ok: false, error: "no_answer" } as never);

  private refused({ error, by = "", capacity = "", minutes = "" }: Refused): void {
    this.notice(error, { by, capacity, minutes });
  }

  /** Says one sentence for a while. */
  private notice(key: string, values: Record<string, string> = {}): void {
    const notice = { key, values };
    this.tell({ type: "notice", notice });
    setTimeout(() => {
      if (this.state.notice === notice) this.dismissNotice();
    }, NOTICE_MS);
  }

  private tell(event: DeskEvent): void {
    this.state = reduce(this.state, event);
    this.changed();
  }
}
