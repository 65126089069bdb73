import type { Connection } from "./connection";
import type { Example, IntentName, Refused } from "./protocol";

const FEW = 5;

/** One sentence below the heading: a key of `review.said` or `errors` in the copy, with what fills it. */
export interface Said {
  key: string;
  values: Record<string, string>;
  /** The message that can be taken back. */
  undo: number | null;
}

export interface ReviewState {
  /** Null until the server told; then the most valuable first. */
  examples: Example[] | null;
  /** How many different messages wait in all. */
  total: number;
  intents: IntentName[];
  said: Said | null;
}

export const NOTHING_YET: ReviewState = { examples: null, total: 0, intents: [], said: null };

/** What a trainer does with messages that the assistant was unsure of. */
export class Review {
  state: ReviewState = NOTHING_YET;

  constructor(
    private readonly ask: Connection["ask"],
    private readonly changed: () => void,
  ) {}

  async load(): Promise<void> {
    const answer = await this.ask("review_list", {});
    if (answer.ok) this.set({ examples: answer.examples, total: answer.total, intents: answer.intents });
    else this.refused(answer);
  }

  /** Labels a message; it leaves the list at once and comes back when the server refuses. */
  async accept(id: number, intent: string): Promise<void> {
    const before = this.take(id);
    const answer = await this.ask("review_accept", { id, intent });
    if (answer.ok) this.say(answer.added ? "accepted" : "known_already", { intent, file: answer.file }, id);
    else this.refused(answer, before, id);
    await this.refill();
  }

  async skip(id: number): Promise<void> {
    await this.putAway("review_skip", id, "skipped", 0);
  }

  async remove(id: number): Promise<void> {
    await this.putAway("review_delete", id, "deleted", 1);
  }

  /** Takes the last label back; the message is in the list again. */
  async undo(id: number): Promise<void> {
    const answer = await this.ask("review_undo", { id });
    if (!answer.ok) {
      this.refused(answer);
      return;
    }
    await this.load();
    this.say("undone");
  }

  forget(): void {
    this.state = NOTHING_YET;
  }

  /** `fewer` is how many wait less after it: what is skipped waits on, behind the others. */
  private async putAway(event: "review_skip" | "review_delete", id: number, said: string, fewer: number): Promise<void> {
    const before = this.take(id, fewer);
    const answer = await this.ask(event, { id });
    if (answer.ok) this.say(said);
    else this.refused(answer, before, id);
    await this.refill();
  }

  private take(id: number, fewer = 1): ReviewState {
    const before = this.state;
    const examples = before.examples?.filter((example) => example.id !== id) ?? null;
    this.set({ examples, total: Math.max(0, before.total - fewer), said: null });
    return before;
  }

  /** What a colleague has done with already stays away; anything else comes back to where it was. */
  private refused({ error, by = "", intent = "", file = "" }: Refused, before?: ReviewState, id?: number): void {
    if (before && error !== "already_reviewed") {
      const others = this.state.examples ?? [];
      const kept = new Set([...others.map((example) => example.id), id]);
      this.set({ examples: (before.examples ?? []).filter((one) => kept.has(one.id)), total: before.total });
    }
    this.say(error, { by, intent, file });
  }

  /** More is asked for before the list is at its end. */
  private async refill(): Promise<void> {
    const { examples, total, said } = this.state;
    if (examples === null || examples.length >= Math.min(FEW, total)) return;
    await this.load();
    this.set({ said });
  }

  private say(key: string, values: Record<string, string> = {}, undo: number | null = null): void {
    this.set({ said: { key, values, undo } });
  }

  private set(change: Partial<ReviewState>): void {
    this.state = { ...this.state, ...change };
    this.changed();
  }
}
