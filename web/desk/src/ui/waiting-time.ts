import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { elapsed } from "../times";
import { Ticking } from "./ticking";

const SECOND = 1000;

/** How long someone waits, ticking; screen readers hear it only when they come to it. */
@customElement("waiting-time")
export class WaitingTime extends LitElement {
  static override styles = css`
    :host {
      font-variant-numeric: tabular-nums;
    }
  `;

  @property() since = "";
  /** The server's clock minus this browser's, in ms. */
  @property({ type: Number }) skew = 0;

  constructor() {
    super();
    new Ticking(this, SECOND);
  }

  override render(): TemplateResult {
    return html`${elapsed(Date.now() + this.skew - Date.parse(this.since))}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "waiting-time": WaitingTime;
  }
}
