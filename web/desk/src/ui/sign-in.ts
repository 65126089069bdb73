import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import type { SignInRefused } from "../account";
import { fill, lookUp, type Copy } from "../copy";
import { base } from "./base";
import { LOGO } from "./icons";

/** The page on which an agent signs in. */
@customElement("sign-in")
export class SignIn extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        min-height: 100dvh;
        padding: 24px;
        place-items: center;
      }

      main {
        width: min(380px, 100%);
      }

      .brand {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 10px;
        margin-bottom: 24px;
        font-size: 18px;
        font-weight: 650;
      }

      form {
        display: grid;
        gap: 18px;
        padding: 28px;
        border: 1px solid var(--line);
        border-radius: 16px;
        background: var(--paper);
        box-shadow: var(--shadow);
      }

      h1 {
        font-size: 22px;
        line-height: 1.3;
      }

      .intro {
        margin-top: 4px;
        color: var(--faint);
      }

      .error {
        padding: 10px 12px;
        border-radius: 9px;
        background: var(--urgent-paper);
        color: var(--urgent);
      }

      .button {
        min-height: 44px;
      }
    `,
  ];

  @property({ attribute: false }) copy!: Copy;
  @property({ attribute: false }) submit!: (
    username: string,
    password: string,
  ) => Promise<SignInRefused | null>;

  @state() private refused: SignInRefused | null = null;
  @state() private busy = false;
  @query("[name=username]") private readonly username!: HTMLInputElement;
  @query("[name=password]") private readonly password!: HTMLInputElement;

  override render(): TemplateResult {
    const { copy, busy } = this;
    return html`<main>
      <div class="brand">${LOGO} ${copy.company} ${copy.title}</div>
      <form novalidate @submit=${(event: Event) => void this.send(event)}>
        <div>
          <h1>${copy.sign_in.heading}</h1>
          <p class="intro">${copy.sign_in.intro}</p>
        </div>
        <div role="alert">${this.refused ? html`<p class="error">${this.sentence(this.refused)}</p>` : nothing}</div>
        <label class="field">
          <span>${copy.sign_in.username}</span>
          <input
            type="text"
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            maxlength="64"
            autofocus
          />
        </label>
        <label class="field">
          <span>${copy.sign_in.password}</span>
          <input type="password" name="password" autocomplete="current-password" maxlength="200" />
        </label>
        <button class="button primary" ?disabled=${busy}>
          ${busy ? copy.sign_in.busy : copy.sign_in.submit}
        </button>
      </form>
    </main>`;
  }

  protected override firstUpdated(): void {
    this.username.focus();
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.refused = await this.submit(this.username.value, this.password.value);
    this.busy = false;
    if (this.refused) this.password.select();
  }

  private sentence({ error, minutes }: SignInRefused): string {
    return fill(lookUp(this.copy.sign_in, error), { minutes });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "sign-in": SignIn;
  }
}
