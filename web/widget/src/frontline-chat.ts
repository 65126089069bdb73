import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import brand from "../content/brand.json";
import { Conversation, type Page } from "./conversation";
import { copyFor, fill } from "./copy";
import { keepFocusInside } from "./focus";
import { openMemory, type Memory } from "./memory";
import type { Language, QuickReply } from "./protocol";
import { unreadCount } from "./state";
import { styles } from "./styles";
import { followKeyboard, holdPage, watchPhone } from "./viewport";
import { sendable } from "./views/composer";
import { launcher } from "./views/launcher";
import { panel, type PanelActions } from "./views/panel";

const START_OVER = "/start_over";
const CANCEL_HANDOFF = "/cancel_handoff";
const NEAR_THE_END_PX = 60;
const MEGABYTE = 1024 * 1024;

/**
 * The chat of a site: a launcher in the corner and the conversation it opens.
 *
 * Attributes: `server` (origin of the website channel), `language` ("nl" or "en"), `customer-token`
 * (signed by the site, for a customer who is signed in), `company`, `journey`, `step`.
 * An element of the page with `data-frontline-open` opens the chat when it is clicked.
 * Looks: the custom properties `--frontline-*` of styles.ts; a `logo` slot; `::part()` names in the views.
 */
@customElement("frontline-chat")
export class FrontlineChat extends LitElement {
  static override styles = styles;

  @property() server = location.origin;
  @property() language: Language = "nl";
  @property({ attribute: "customer-token" }) customerToken: string | null = null;
  @property() company = brand.company;
  @property() journey: string | null = null;
  @property() step: string | null = null;

  @state() private open = false;
  @state() private phone = false;
  @state() private atEnd = true;
  @state() private draft = "";

  @query("#panel") private readonly panel!: HTMLElement | null;
  @query("#log") private readonly log!: HTMLElement | null;
  @query("#composer") private readonly input!: HTMLTextAreaElement | null;
  @query("#move-link") private readonly link!: HTMLAnchorElement | null;
  @query("#launcher") private readonly button!: HTMLButtonElement | null;

  private memory!: Memory;
  private conversation!: Conversation;
  private readonly undo: (() => void)[] = [];
  private leaveFullScreen: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.memory = openMemory();
    this.conversation = new Conversation(() => this.page(), this.memory, () => { this.conversationChanged(); });
    this.draft = this.memory.draft;
    this.undo.push(watchPhone((phone) => { this.phone = phone; }), this.listenToWindow());
    this.open = this.memory.open && !this.phone;
    if (this.open || this.conversation.begun) this.conversation.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.conversation.end();
    this.leaveFullScreen?.();
    for (const stop of this.undo.splice(0)) stop();
  }

  override render(): TemplateResult {
    const { open, company, draft, atEnd, phone, language } = this;
    const chat = this.conversation.state;
    const copy = copyFor(language);
    const view = { chat, company, draft, atEnd, phone, language };
    return html`<div class="root" lang=${language} @keydown=${(event: KeyboardEvent) => { this.onKey(event); }}>
      ${open ? panel(view, copy, this.actions) : nothing}
      ${launcher({ open, company, unread: unreadCount(chat) }, copy, () => { this.toggle(); })}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("open") || changed.has("phone")) this.fitScreen();
    if (this.input) growWithText(this.input);
    if (this.atEnd) this.scrollToEnd();
    this.markRead();
  }

  private readonly actions: PanelActions = {
    close: () => { this.close(); },
    restart: () => { this.tap({ title: copyFor(this.language).restart, payload: START_OVER }); },
    cancelHandoff: () => { this.tap({ title: copyFor(this.language).queue_cancel, payload: CANCEL_HANDOFF }); },
    callBack: (moment, phone) => void this.conversation.callBack(moment, phone, copyFor(this.language).not_now),
    rate: (handoff, score) => void this.conversation.rate(handoff, score, copyFor(this.language).not_now),
    move: () => { void this.offerMove(); },
    closeOffer: () => { this.conversation.closeOffer(); },
    beginAnew: () => { this.beginAnew(); },
    dismissNotice: () => { this.conversation.dismissNotice(); },
    tap: (reply) => { this.tap(reply); },
    typed: (text) => { this.typed(text); },
    send: () => { this.send(); },
    photo: (photo) => { this.addPhoto(photo); },
    scrolled: () => { this.scrolled(); },
    toEnd: () => { this.scrollToEnd(); },
  };

  /** Addresses go without their query: sites carry order numbers and e-mail addresses there. */
  private page(): Page {
    const { server, customerToken, journey, step, language } = this;
    const place = { page: location.pathname, title: document.title, locale: language };
    const progress = { ...(journey === null ? {} : { journey }), ...(step === null ? {} : { step }) };
    return { server, customerToken, context: { ...place, ...progress } };
  }

  private conversationChanged(): void {
    const returned = this.conversation.takeBackText();
    if (returned !== null) this.typed([returned, this.draft].filter(Boolean).join("\n"));
    this.requestUpdate();
  }

  /** Opens the chat and moves the focus into it. */
  show(): void {
    this.setOpen(true);
    this.conversation.connect();
    void this.updateComplete.then(() => { this.focusInside(); });
  }

  private toggle(): void {
    if (this.open) this.close();
    else this.show();
  }

  private close(): void {
    this.setOpen(false);
    void this.updateComplete.then(() => { this.button?.focus(); });
  }

  private setOpen(open: boolean): void {
    this.open = open;
    this.memory.open = open;
    this.atEnd = true;
  }

  /** On a phone the focus stays off the composer: the keyboard would cover what the assistant says. */
  private focusInside(): void {
    (this.phone ? this.panel : this.input)?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.open) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.phone && this.panel) keepFocusInside(this.panel, event);
  }

  private typed(text: string): void {
    this.draft = text;
    this.memory.draft = text;
    if (text !== "") this.conversation.typing();
  }

  private send(): void {
    if (!sendable(this.draft, this.conversation.state.maxLength)) return;
    this.atEnd = true;
    this.conversation.say(this.draft.trim());
    this.typed("");
    this.input?.focus();
  }

  private addPhoto(photo: File): void {
    const copy = copyFor(this.language);
    const megabytes = Math.floor((this.conversation.state.maxPhotoBytes ?? 0) / MEGABYTE);
    this.atEnd = true;
    void this.conversation.sendPhoto(photo, fill(copy.photo_too_large, { megabytes }), copy.photo_failed);
  }

  /** The tapped button goes; the focus it had moves to the messages, where the answer comes. */
  private tap(reply: QuickReply): void {
    this.atEnd = true;
    this.conversation.tap(reply);
    this.log?.focus({ preventScroll: true });
  }

  private async offerMove(): Promise<void> {
    await this.conversation.move(copyFor(this.language).not_now);
    await this.updateComplete;
    this.link?.focus();
  }

  private beginAnew(): void {
    this.atEnd = true;
    this.conversation.beginAnew();
    void this.updateComplete.then(() => { this.focusInside(); });
  }

  private scrolled(): void {
    if (!this.log) return;
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
  }

  private scrollToEnd(): void {
    if (this.log) this.log.scrollTop = this.log.scrollHeight;
  }

  private markRead(): void {
    if (this.open && this.atEnd && !document.hidden) this.conversation.read();
  }

  private fitScreen(): void {
    const full = this.open && this.phone;
    if (full && !this.leaveFullScreen) this.leaveFullScreen = both(holdPage(), followKeyboard(this));
    if (full) return;
    this.leaveFullScreen?.();
    this.leaveFullScreen = null;
  }

  private listenToWindow(): () => void {
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener("visibilitychange", () => { this.markRead(); }, { signal });
    document.addEventListener("click", (event) => { this.onPageClick(event); }, { signal });
    window.addEventListener("online", () => { this.conversation.hurry(); }, { signal });
    return () => { listening.abort(); };
  }

  /** The site's own buttons and links can open the chat too. */
  private onPageClick(event: MouseEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest("[data-frontline-open]")) return;
    event.preventDefault();
    this.show();
  }
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}

/** The composer is as high as its text, up to the limit that the styles set. */
function growWithText(input: HTMLTextAreaElement): void {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}
