import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";

import { copyFor, fill, lookUp, type Copy } from "../copy";
import { Desk } from "../desk";
import { language, rememberLanguage } from "../memory";
import type { Language, Me } from "../protocol";
import { isTheirs, unread, type Conversation } from "../state";
import { base } from "./base";
import type { ConversationAction, ConversationPane } from "./conversation-pane";
import "./conversation-pane";
import "./admin-page";
import type { ArticleList } from "./article-list";
import "./article-list";
import type { HandBackDialog, LeaveDialog, ResolveDialog, ShortcutsDialog, TransferDialog } from "./dialogs";
import "./dialogs";
import "./history-page";
import { CLOSE } from "./icons";
import "./pack-pane";
import "./queue-pane";
import "./review-page";
import "./sign-in";
import type { Draft } from "./message-composer";
import { pagesFor, type Page } from "./top-bar";

/** The desk: sign-in, then queue, conversation and pack beside each other, or the trainers' page. */
@customElement("desk-app")
export class DeskApp extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        height: 100dvh;
      }

      .desk {
        display: grid;
        grid-template: auto 1fr / 320px minmax(0, 1fr) 380px;
        height: 100%;
      }

      top-bar {
        grid-column: 1 / -1;
      }

      nav,
      main,
      aside {
        display: grid;
        min-height: 0;
      }

      nav {
        border-right: 1px solid var(--line);
      }

      pack-pane {
        overflow-y: auto;
      }

      aside {
        border-left: 1px solid var(--line);
        background: var(--paper);
      }

      main.wide {
        grid-column: 2 / -1;
      }

      main.whole {
        grid-column: 1 / -1;
      }

      .nothing {
        padding: 24px;
        color: var(--faint);
        text-align: center;
        place-self: center;
      }

      .close-pack {
        display: none;
      }

      .notice {
        position: fixed;
        top: 4px;
        left: 50%;
        z-index: 30;
        display: flex;
        align-items: center;
        gap: 10px;
        max-width: calc(100vw - 32px);
        padding: 8px 8px 8px 16px;
        border-radius: var(--radius);
        background: var(--ink);
        color: var(--page);
        box-shadow: var(--shadow);
        transform: translateX(-50%);
      }

      .notice button {
        display: grid;
        width: 32px;
        height: 32px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: inherit;
        place-items: center;
      }

      @media (max-width: 1240px) {
        .desk {
          grid-template-columns: 272px minmax(0, 1fr) 320px;
        }
      }

      @media (max-width: 1000px) {
        .desk {
          grid-template-columns: 264px minmax(0, 1fr);
        }

        main.wide {
          grid-column: 2;
        }

        aside {
          position: fixed;
          inset: 53px 0 0 auto;
          z-index: 20;
          grid-template-rows: auto 1fr;
          width: min(400px, 100vw);
          box-shadow: var(--shadow);
        }

        aside:not(.shown) {
          display: none;
        }

        .close-pack {
          display: inline-flex;
          margin: 8px 8px 0;
          justify-self: end;
        }
      }

      @media (max-width: 720px) {
        .desk {
          grid-template-columns: minmax(0, 1fr);
        }

        main.wide {
          grid-column: 1;
        }

        .desk.chosen nav,
        .desk:not(.chosen) main {
          display: none;
        }
      }
    `,
  ];

  @state() private language: Language = language();
  @state() private packShown = false;
  @state() private address = location.hash;
  @query("conversation-pane") private readonly pane!: ConversationPane | null;
  @query("article-list") private readonly articleList!: ArticleList | null;
  @query("hand-back-dialog") private readonly handBackDialog!: HandBackDialog | null;
  @query("transfer-dialog") private readonly transferDialog!: TransferDialog | null;
  @query("resolve-dialog") private readonly resolveDialog!: ResolveDialog | null;
  @query("leave-dialog") private readonly leaveDialog!: LeaveDialog | null;
  @query("shortcuts-dialog") private readonly shortcutsDialog!: ShortcutsDialog | null;

  private readonly desk = new Desk(() => { this.requestUpdate(); });
  private readonly listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.listening;
    window.addEventListener("keydown", (event) => { this.onKey(event); }, { signal });
    window.addEventListener("hashchange", () => { this.address = location.hash; }, { signal });
    document.addEventListener("visibilitychange", () => { this.requestUpdate(); }, { signal });
    void this.desk.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  override render(): TemplateResult | typeof nothing {
    const { phase, me } = this.desk.state;
    if (phase === "signed_out") return this.signIn();
    return phase === "signed_in" && me ? this.workplace(me) : nothing;
  }

  protected override updated(): void {
    document.documentElement.lang = this.language;
    const { conversations, queue } = this.desk.state;
    const news = queue.mine.reduce((sum, entry) => sum + unread(conversations[entry.handoff_id]), 0);
    const { title, company } = this.copy;
    document.title = news > 0 ? `(${news}) ${title} · ${company}` : `${title} · ${company}`;
  }

  /** The page that the address names, where the agent's role has it. */
  private get page(): Page {
    const pages = pagesFor(this.desk.state.me?.agent.role ?? "agent");
    return pages.find((page) => `#${page}` === this.address) ?? "conversations";
  }

  private get copy(): Copy {
    return copyFor(this.language);
  }

  private get conversation(): Conversation | null {
    const { selected, conversations } = this.desk.state;
    return selected === null ? null : (conversations[selected] ?? null);
  }

  private signIn(): TemplateResult {
    return html`<sign-in
      .copy=${this.copy}
      .submit=${(username: string, password: string) => this.desk.signIn(username, password)}
    ></sign-in>`;
  }

  private workplace(me: Me): TemplateResult {
    const { copy, conversation, language: shown, page } = this;
    const { state, alerts } = this.desk;
    alerts.words = { waiting: copy.alert_waiting, message: copy.alert_message };
    return html`
      <div class="desk ${conversation || page !== "conversations" ? "chosen" : ""}">
        <top-bar
          .page=${page}
          .routing=${me.routing}
          .alerts=${alerts.on}
          .copy=${copy}
          .agent=${me.agent}
          .link=${state.link}
          .language=${shown}
          @language=${(event: CustomEvent<Language>) => { this.speak(event.detail); }}
          @shortcuts=${() => { this.shortcutsDialog?.show(); }}
          @alerts=${(event: CustomEvent<boolean>) => void alerts.turn(event.detail).then(() => { this.requestUpdate(); })}
          @availability=${(event: CustomEvent<{ available: boolean; capacity: number | null }>) =>
            void this.desk.setAvailability(event.detail.available, event.detail.capacity)}
          @sign-out=${() => { this.signOut(false); }}
          @sign-out-everywhere=${() => { this.signOut(true); }}
          role="banner"
        ></top-bar>
        ${this.content(page, conversation, me)}
      </div>
      ${this.notice()}
      <shortcuts-dialog .copy=${copy}></shortcuts-dialog>
      <leave-dialog .copy=${copy} .conversations=${state.queue.mine.length}></leave-dialog>
    `;
  }

  /** At once, or after a question where customers are left behind. */
  private signOut(everywhere: boolean): void {
    const leave = () => this.desk.signOut(everywhere);
    if (this.leaveDialog && this.desk.state.queue.mine.length > 0) this.leaveDialog.ask(leave);
    else void leave();
  }

  private content(page: Page, conversation: Conversation | null, me: Me): TemplateResult {
    if (page === "review") return this.review(me);
    if (page === "history") return this.history(me);
    if (page === "admin") return this.admin(me);
    return this.conversations(conversation, me);
  }

  private history(me: Me): TemplateResult {
    return html`<main class="whole">
      <history-page
        .copy=${this.copy}
        .archive=${this.desk.archive}
        .state=${this.desk.archive.state}
        .me=${me}
        .language=${this.language}
        @choose=${(event: CustomEvent<string>) => { this.lookBack(event.detail); }}
      ></history-page>
    </main>`;
  }

  private admin(me: Me): TemplateResult {
    return html`<main class="whole">
      <admin-page
        .copy=${this.copy}
        .admin=${this.desk.admin}
        .state=${this.desk.admin.state}
        .me=${me}
        .language=${this.language}
        @choose=${(event: CustomEvent<string>) => { this.lookBack(event.detail); }}
      ></admin-page>
    </main>`;
  }

  /** A past conversation is shown where all others are. */
  private lookBack(id: string): void {
    location.hash = "";
    void this.choose(id);
  }

  private review(me: Me): TemplateResult {
    return html`<main class="whole">
      <review-page
        .copy=${this.copy}
        .review=${this.desk.review}
        .state=${this.desk.review.state}
        .me=${me}
        .language=${this.language}
      ></review-page>
    </main>`;
  }

  private conversations(conversation: Conversation | null, me: Me): TemplateResult {
    const { copy, desk } = this;
    return html`
      <nav aria-label=${copy.queue}>
        <queue-pane
          .copy=${copy}
          .desk=${desk.state}
          .language=${this.language}
          .skew=${desk.clockSkew}
          @take-next=${() => void this.take()}
          @choose=${(event: CustomEvent<string>) => void this.choose(event.detail)}
        ></queue-pane>
      </nav>
      ${conversation ? this.opened(conversation, me) : this.nothingChosen()}
    `;
  }

  private nothingChosen(): TemplateResult {
    return html`<main class="wide"><p class="nothing">${this.copy.nothing_selected}</p></main>`;
  }

  private opened(conversation: Conversation, me: Me): TemplateResult {
    const { copy, desk, language: shown } = this;
    const { handoff_id: id } = conversation.handoff;
    return html`
      <main aria-label=${copy.conversation}>
        <conversation-pane
          .copy=${copy}
          .desk=${desk.state}
          .conversation=${conversation}
          .language=${shown}
          .skew=${desk.clockSkew}
          .packShown=${this.packShown}
          @act=${(event: CustomEvent<ConversationAction>) => { this.act(event.detail); }}
          @read=${() => { desk.seen(id); }}
          @draft=${(event: CustomEvent<Draft>) => { desk.draft(id, event.detail.text, event.detail.shown); }}
          @noting=${(event: CustomEvent<boolean>) => { desk.setNoting(id, event.detail); }}
          @note=${(event: CustomEvent<string>) => void desk.note(id, event.detail)}
          @say=${(event: CustomEvent<string>) => { desk.say(id, event.detail); }}
          @again=${(event: CustomEvent<string>) => { desk.sayAgain(id, event.detail); }}
          @discard=${(event: CustomEvent<string>) => { desk.discard(id, event.detail); }}
        ></conversation-pane>
      </main>
      <aside class=${this.packShown ? "shown" : ""} aria-label=${copy.pack}>
        <button class="button quiet small close-pack" aria-label=${copy.pack_hide} @click=${() => { this.packShown = false; }}>
          ${CLOSE}
        </button>
        <pack-pane
          tabindex="0"
          role="region"
          aria-label=${copy.pack}
          .copy=${copy}
          .pack=${conversation.pack}
          .channel=${conversation.handoff.channel}
          .me=${me}
          .language=${shown}
        >
          ${this.articles(conversation)}
        </pack-pane>
      </aside>
      <hand-back-dialog
        .copy=${copy}
        .me=${me}
        .language=${shown}
        .submit=${(note: string, guide: string | null) => desk.handBack(id, note, guide)}
      ></hand-back-dialog>
      <transfer-dialog
        .copy=${copy}
        .me=${me}
        .language=${shown}
        .colleagues=${() => desk.colleagues()}
        .submit=${(to: { skill?: string; agent_id?: number }, note: string) => desk.transfer(id, to, note)}
      ></transfer-dialog>
      <resolve-dialog
        .copy=${copy}
        .me=${me}
        .language=${shown}
        .expected=${conversation.pack.problem?.intent ?? ""}
        .submit=${(problem: string, outcome: string) => desk.resolve(id, problem, outcome)}
      ></resolve-dialog>
    `;
  }

  /** What the guides explain, for who may send it. */
  private articles(conversation: Conversation): TemplateResult | typeof nothing {
    const { desk } = this;
    if (!isTheirs(desk.state, conversation)) return nothing;
    const { handoff_id: id, language } = conversation.handoff;
    return html`<article-list
      .copy=${this.copy}
      .language=${this.language}
      .customerLanguage=${language}
      .conversation=${id}
      .suggested=${conversation.articles}
      .find=${(words: string) => desk.findArticles(id, words)}
      @put=${(event: CustomEvent<string>) => { this.put(event.detail); }}
      @leave=${() => { this.leaveArticles(); }}
    ></article-list>`;
  }

  private notice(): TemplateResult {
    const { notice } = this.desk.state;
    if (!notice) return html`<div role="status"></div>`;
    const sentence = lookUp({ ...this.copy.errors, ...this.copy.notices }, notice.key);
    return html`<div role="status" class="notice">
      ${fill(sentence, notice.values)}
      <button aria-label=${this.copy.close} @click=${() => { this.desk.dismissNotice(); }}>${CLOSE}</button>
    </div>`;
  }

  private act(action: ConversationAction): void {
    const id = this.conversation?.handoff.handoff_id;
    if (id === undefined) return;
    if (action === "take") void this.take(id);
    else if (action === "transfer") this.transferDialog?.show();
    else if (action === "hand-back") this.handBackDialog?.show();
    else if (action === "resolve") this.resolveDialog?.show();
    else if (action === "back") void this.choose(null);
    else this.packShown = !this.packShown;
  }

  private async choose(id: string | null): Promise<void> {
    this.packShown = false;
    await this.desk.select(id);
    await this.write();
  }

  private async take(id?: string): Promise<void> {
    this.packShown = false;
    await this.desk.take(id);
    await this.write();
  }

  private async write(): Promise<void> {
    await this.updateComplete;
    await this.pane?.updateComplete;
    this.pane?.write();
  }

  /** Where the pack lies over the conversation it gives way. */
  private leaveArticles(): void {
    this.packShown = false;
    this.pane?.write();
  }

  private put(words: string): void {
    this.packShown = false;
    this.pane?.put(words);
  }

  private async seekArticle(): Promise<void> {
    this.packShown = true;
    await this.updateComplete;
    this.articleList?.focus();
  }

  private speak(chosen: Language): void {
    this.language = chosen;
    rememberLanguage(chosen);
  }

  private toggleNote(): void {
    const { conversation } = this;
    if (conversation) this.desk.setNoting(conversation.handoff.handoff_id, !conversation.noting);
    this.pane?.write();
  }

  private async toggleAvailable(): Promise<void> {
    const agent = this.desk.state.me?.agent;
    if (agent) await this.desk.setAvailability(!agent.available, agent.capacity);
  }

  private onKey(event: KeyboardEvent): void {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = this.shortcut(event.code);
    if (!act || this.shadowRoot?.querySelector("dialog[open]")) return;
    event.preventDefault();
    act();
  }

  /** By the key's place, since Alt with a letter types something else on some keyboards. */
  private shortcut(code: string): (() => void) | null {
    const { state } = this.desk;
    if (state.phase !== "signed_in") return null;
    if (code === "KeyA" && state.me?.agent.helps_customers) return () => void this.toggleAvailable();
    if (this.page !== "conversations") return code === "KeyH" ? () => this.shortcutsDialog?.show() : null;
    const own = this.conversation && isTheirs(state, this.conversation);
    const entry = /^Digit[1-9]$/.test(code) ? state.queue.mine[Number(code.slice(-1)) - 1] : undefined;
    if (entry) return () => void this.choose(entry.handoff_id);
    if (code === "KeyN" && state.me?.agent.helps_customers) return () => void this.take();
    if (code === "KeyH") return () => this.shortcutsDialog?.show();
    if (code === "KeyW") return () => { this.pane?.write(); };
    if (code === "KeyO" && own) return () => { this.toggleNote(); };
    if (code === "KeyK" && own) return () => void this.seekArticle();
    if (code === "KeyT" && own) return () => { this.act("transfer"); };
    if (code === "KeyR" && own) return () => { this.act("resolve"); };
    if (code === "KeyB" && own) return () => { this.act("hand-back"); };
    return null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "desk-app": DeskApp;
  }
}
