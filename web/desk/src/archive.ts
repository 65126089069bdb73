import type { Connection } from "./connection";
import type { PastEntry } from "./protocol";

export interface ArchiveState {
  words: string;
  /** Null until the server told; then the newest first. */
  found: PastEntry[] | null;
  /** A key of `errors` when it could not be looked for. */
  error: string | null;
}

const NOTHING_YET: ArchiveState = { words: "", found: null, error: null };

/** Past conversations: the newest, or those in which something was said. */
export class Archive {
  state: ArchiveState = NOTHING_YET;

  constructor(
    private readonly ask: Connection["ask"],
    private readonly changed: () => void,
  ) {}

  /** Only the answer to the newest search counts. */
  async find(words: string): Promise<void> {
    this.state = { ...this.state, words };
    const answer = await this.ask("history", { words });
    if (words !== this.state.words) return;
    this.state = answer.ok ? { words, found: answer.found, error: null } : { ...this.state, error: answer.error };
    this.changed();
  }

  forget(): void {
    this.state = NOTHING_YET;
  }
}
