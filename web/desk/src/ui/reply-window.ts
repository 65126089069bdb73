import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { fill, type Copy } from "../copy";
import type { Reach } from "../protocol";
import { Ticking } from "./ticking";

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const SOON_MINUTES = 120;
const LOOK_MS = 15_000;

/** For how long what the agent writes still arrives at once, and what happens to it afterwards. */
@customElement("reply-window")
export class ReplyWindow extends LitElement {
  static override styles = css`
    p {
      max-width: 760px;
      margin: 0 auto;
      padding: 6px 20px 0;
      color: var(--faint);
      font-size: 13.5px;
    }

    .soon,
    .closed {
      color: var(--normal);
    }

    .closed {
      max-width: 734px;
      margin: 8px 20px 0;
      padding: 8px 13px;
      border-radius: 10px;
      background: var(--normal-paper);
    }
  `;

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) reach: Reach | null = null;
  /** The server's clock minus this browser's, in ms. */
  @property({ type: Number }) skew = 0;

  constructor() {
    super();
    new Ticking(this, LOOK_MS);
  }

  override render(): TemplateResult {
    return html`<div role="status">${this.closed()}</div>${this.left()}`;
  }

  /** Read out as soon as it is so; the minutes are not. */
  private closed(): TemplateResult | typeof nothing {
    if (!this.reach || this.minutes() > 0) return nothing;
    const { asks_back, closed } = this.copy.reach;
    return html`<p class="closed">${this.reach.asks_back ? asks_back : closed}</p>`;
  }

  private left(): TemplateResult | typeof nothing {
    const minutes = this.minutes();
    if (!this.reach || minutes <= 0) return nothing;
    const { copy } = this;
    if (minutes <= SOON_MINUTES) return html`<p class="soon">${fill(copy.reach.minutes, { minutes })}</p>`;
    return html`<p>${fill(copy.reach.hours, { hours: Math.floor(minutes / HOUR_MINUTES) })}</p>`;
  }

  private minutes(): number {
    const until = this.reach?.until;
    return until ? Math.ceil((Date.parse(until) - Date.now() - this.skew) / MINUTE_MS) : 0;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "reply-window": ReplyWindow;
  }
}
