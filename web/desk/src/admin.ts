import type { Connection } from "./connection";
import type { Account, Agent, Answer, CannedAnswer, Undelivered } from "./protocol";

export interface AdminState {
  /** Null until the server told. */
  team: Agent[] | null;
  answers: CannedAnswer[];
  /** What another company's helpdesk did not take, newest first. */
  undelivered: Undelivered[];
  /** A key of `admin.said` or `errors` in the copy. */
  said: string | null;
}

const NOTHING_YET: AdminState = { team: null, answers: [], undelivered: [], said: null };

/** What an admin does; the lists are read again after each change. */
export class Admin {
  state: AdminState = NOTHING_YET;

  constructor(
    private readonly ask: Connection["ask"],
    private readonly changed: () => void,
  ) {}

  async load(): Promise<void> {
    const [team, answers, undelivered] = await Promise.all([
      this.ask("admin_team", {}),
      this.ask("admin_answers", {}),
      this.ask("undelivered_list", {}),
    ]);
    if (team.ok && answers.ok && undelivered.ok) {
      this.set({ team: team.team, answers: answers.answers, undelivered: undelivered.undelivered });
    } else this.set({ said: team.ok ? "unavailable" : team.error });
  }

  /** True when the account is stored. */
  saveAgent(account: Account): Promise<boolean> {
    return this.settle(this.ask("admin_agent", account), "agent_saved");
  }

  setActive(id: number, active: boolean): Promise<boolean> {
    return this.settle(this.ask("admin_active", { id, active }), active ? "agent_opened" : "agent_closed");
  }

  /** True when the answer is stored. */
  saveAnswer(answer: CannedAnswer): Promise<boolean> {
    return this.settle(this.ask("admin_answer", answer), "answer_saved");
  }

  forgetAnswer(id: string): Promise<boolean> {
    return this.settle(this.ask("admin_forget_answer", { id }), "answer_forgotten");
  }

  /** Tries again to tell the other helpdesk. */
  resend(id: number): Promise<boolean> {
    return this.settle(this.ask("undelivered_resend", { id }), "resent");
  }

  forget(): void {
    this.state = NOTHING_YET;
  }

  private async settle(asked: Promise<Answer<object>>, said: string): Promise<boolean> {
    const answer = await asked;
    this.set({ said: answer.ok ? said : answer.error });
    if (answer.ok) await this.load();
    return answer.ok;
  }

  private set(change: Partial<AdminState>): void {
    this.state = { ...this.state, ...change };
    this.changed();
  }
}
