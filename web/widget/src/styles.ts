import { css } from "lit";

/**
 * A site sets any of these on `frontline-chat` or above it:
 * `--frontline-accent`, `--frontline-on-accent` (text upon it), the same two with `-dark` for dark mode,
 * `--frontline-font`, `--frontline-radius`, `--frontline-edge` (distance to the corner), `--frontline-layer`.
 */
export const styles = css`
  :host {
    --accent: var(--frontline-accent, #0b5d57);
    --on-accent: var(--frontline-on-accent, #ffffff);
    --paper: #ffffff;
    --page: #faf8f4;
    --ink: #1d2b2a;
    --faint: #586866;
    --line: #e4e0d8;
    --said: #ffffff;
    --warn: #8a3b12;
    --warn-paper: #fdf0e6;
    --calm-paper: #eaf3f1;
    --radius: var(--frontline-radius, 18px);
    --edge: var(--frontline-edge, 20px);
    --shadow: 0 1px 2px rgb(20 40 38 / 8%), 0 12px 40px rgb(20 40 38 / 18%);
    color-scheme: light;
    position: fixed;
    right: 0;
    bottom: 0;
    z-index: var(--frontline-layer, 2147480000);
    color: var(--ink);
    font: 400 15px/1.5 var(--frontline-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    text-align: left;
    -webkit-text-size-adjust: 100%;
  }

  @media (prefers-color-scheme: dark) {
    :host {
      --accent: var(--frontline-accent-dark, #63cdbd);
      --on-accent: var(--frontline-on-accent-dark, #06231f);
      --paper: #1a2423;
      --page: #131b1a;
      --ink: #e9efed;
      --faint: #a3b3b0;
      --line: #2e3c3a;
      --said: #233130;
      --warn: #ffc9a3;
      --warn-paper: #3a2518;
      --calm-paper: #1e322f;
      --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 40px rgb(0 0 0 / 55%);
      color-scheme: dark;
    }
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }

  button,
  textarea {
    font: inherit;
    color: inherit;
  }

  button {
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
  }

  svg {
    display: block;
    flex: none;
  }

  .stroke {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  :focus {
    outline: none;
  }

  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }

  .sr-only {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  /* the launcher */

  .launcher {
    position: absolute;
    right: var(--edge);
    bottom: calc(var(--edge) + env(safe-area-inset-bottom));
    display: flex;
    align-items: center;
    gap: 10px;
    height: 56px;
    padding: 0 22px 0 16px;
    border-radius: 28px;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    white-space: nowrap;
    box-shadow: var(--shadow);
    transition: transform 160ms ease;
  }

  .launcher:hover {
    transform: translateY(-2px);
  }

  .launcher[aria-expanded="true"] {
    width: 56px;
    padding: 0;
    justify-content: center;
  }

  .badge {
    position: absolute;
    top: -5px;
    right: -3px;
    min-width: 24px;
    height: 24px;
    padding: 0 6px;
    border: 2px solid var(--paper);
    border-radius: 12px;
    background: #b3261e;
    color: #fff;
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }

  /* the panel */

  .panel {
    position: absolute;
    right: var(--edge);
    bottom: calc(var(--edge) + 70px);
    display: flex;
    flex-direction: column;
    width: min(396px, 100vw - 2 * var(--edge));
    height: min(660px, 100dvh - 2 * var(--edge) - 84px);
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--page);
    box-shadow: var(--shadow);
    animation: rise 200ms cubic-bezier(0.2, 0.8, 0.2, 1);
  }

  .header {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 12px 10px 12px 16px;
    border-bottom: 1px solid var(--line);
    background: var(--paper);
  }

  .mark {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    margin-right: 8px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }

  .who {
    flex: 1;
    min-width: 0;
  }

  .who h2 {
    font-size: 16px;
    font-weight: 650;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .state {
    color: var(--faint);
    font-size: 13px;
    line-height: 1.4;
  }

  .state::before {
    content: "";
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-right: 6px;
    border-radius: 50%;
    background: #9aa7a5;
  }

  .state.online::before {
    background: #2e9e6b;
  }

  .state.offline::before {
    background: #d2622a;
  }

  .icon {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    padding: 0;
    border-radius: 50%;
    color: var(--faint);
  }

  .icon:hover {
    background: var(--page);
    color: var(--ink);
  }

  /* the messages */

  .scroll {
    position: relative;
    flex: 1;
    min-height: 0;
  }

  .log {
    height: 100%;
    padding: 18px 16px 14px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--line) transparent;
  }

  .log:focus-visible {
    outline-offset: -3px;
    border-radius: 6px;
  }

  .line {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    max-width: 86%;
    margin-top: 4px;
  }

  .line.first {
    margin-top: 14px;
  }

  .log > .line:first-child {
    margin-top: 0;
  }

  .line.customer {
    align-items: flex-end;
    margin-left: auto;
  }

  .bubble {
    max-width: 100%;
    padding: 9px 14px;
    border: 1px solid var(--line);
    border-radius: 18px;
    background: var(--said);
    overflow-wrap: anywhere;
  }

  .line.assistant .bubble,
  .line.agent .bubble {
    border-bottom-left-radius: 6px;
  }

  .line.agent .bubble {
    border-color: transparent;
    background: var(--calm-paper);
  }

  .line.customer .bubble {
    border-color: transparent;
    border-bottom-right-radius: 6px;
    background: var(--accent);
    color: var(--on-accent);
  }

  .line.waiting .bubble {
    border: 1.5px dashed var(--accent);
    background: transparent;
    color: var(--ink);
  }

  .line.system {
    max-width: 100%;
    align-items: center;
    margin: 16px 12px;
    color: var(--faint);
    font-size: 13px;
    text-align: center;
  }

  .plain {
    white-space: pre-wrap;
  }

  .rich > * + * {
    margin-top: 8px;
  }

  .rich ul,
  .rich ol {
    padding-left: 20px;
  }

  .rich li + li {
    margin-top: 4px;
  }

  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }

  .speaker {
    margin: 0 0 3px 4px;
    font-size: 13px;
    font-weight: 600;
  }

  .footer {
    display: flex;
    align-items: center;
    gap: 4px;
    margin: 3px 4px 0;
    color: var(--faint);
    font-size: 12px;
  }

  .not-sent {
    color: var(--warn);
  }

  .not-sent svg {
    width: 14px;
    height: 14px;
  }

  .replies {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 12px;
  }

  .reply {
    min-height: 40px;
    padding: 8px 16px;
    border: 1.5px solid var(--accent);
    border-radius: 20px;
    background: var(--paper);
    color: var(--accent);
    font-weight: 600;
    line-height: 1.35;
    text-align: left;
  }

  /* on a touch screen the finger leaves its hover behind, on whatever button comes there next */
  @media (hover: hover) {
    .reply:hover {
      background: var(--accent);
      color: var(--on-accent);
    }
  }

  .typing {
    margin-top: 12px;
  }

  .dots {
    display: inline-flex;
    gap: 5px;
    padding: 14px 15px;
    border: 1px solid var(--line);
    border-radius: 18px 18px 18px 6px;
    background: var(--said);
  }

  .dots i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--faint);
    animation: nod 1.2s infinite ease-in-out;
  }

  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }

  .to-end {
    position: absolute;
    bottom: 10px;
    left: 50%;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 6px 14px 6px 10px;
    border: 1px solid var(--line);
    border-radius: 18px;
    background: var(--paper);
    font-size: 13px;
    font-weight: 600;
    transform: translateX(-50%);
    box-shadow: var(--shadow);
  }

  .to-end svg {
    width: 18px;
    height: 18px;
  }

  /* what stands above the messages and above the composer */

  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px 12px;
    padding: 10px 16px;
    font-size: 14px;
    line-height: 1.4;
  }

  .queue {
    flex-wrap: wrap;
    border-bottom: 1px solid var(--line);
    background: var(--calm-paper);
  }

  .faint {
    color: var(--faint);
    font-size: 13.5px;
  }

  .ways {
    flex-basis: 100%;
  }

  .ways summary {
    width: fit-content;
    color: var(--accent);
    font-weight: 600;
    cursor: pointer;
  }

  .ways ul {
    display: grid;
    gap: 12px;
    max-height: 40vh;
    padding: 10px 0 2px;
    overflow-y: auto;
    list-style: none;
  }

  .ways li > .faint {
    display: block;
  }

  .ways a {
    color: var(--accent);
    font-weight: 600;
  }

  .callback {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(190px, 1fr));
    gap: 8px;
    margin-top: 8px;
  }

  .callback label {
    display: grid;
    gap: 3px;
    min-width: 0;
    font-size: 13px;
  }

  .callback select,
  .callback input {
    width: 100%;
    min-height: 40px;
    padding: 6px 10px;
    border: 1px solid var(--faint);
    border-radius: 10px;
    background: var(--paper);
    color: var(--ink);
    font: inherit;
    font-size: 15px;
  }

  .callback .reply {
    grid-column: 1 / -1;
    text-align: center;
  }

  .rating {
    display: grid;
    gap: 6px;
    border-top: 1px solid var(--line);
    background: var(--calm-paper);
  }

  .scores {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--faint);
    font-size: 13px;
  }

  .score {
    min-width: 44px;
    min-height: 44px;
    border: 1.5px solid var(--accent);
    border-radius: 50%;
    background: var(--paper);
    color: var(--accent);
    font-weight: 700;
  }

  @media (hover: hover) {
    .score:hover {
      background: var(--accent);
      color: var(--on-accent);
    }
  }

  .bar.offline,
  .bar.notice {
    background: var(--warn-paper);
    color: var(--warn);
  }

  .bar.notice {
    padding: 6px 6px 6px 16px;
  }

  .notice .icon {
    width: 36px;
    height: 36px;
    color: inherit;
  }

  .move {
    display: grid;
    grid-template-columns: 1fr auto;
    border-bottom: 1px solid var(--line);
    background: var(--calm-paper);
  }

  .move > * {
    grid-column: 1 / -1;
  }

  .move > :first-child {
    grid-column: 1;
  }

  .move .icon {
    grid-area: 1 / 2;
    color: inherit;
  }

  .move a {
    display: inline-flex;
    align-items: center;
    justify-self: start;
    text-decoration: none;
  }

  .move .code {
    letter-spacing: 0.06em;
    white-space: nowrap;
  }

  .move .scan,
  .qr {
    display: none;
  }

  @media (min-width: 720px) and (pointer: fine) {
    .move {
      grid-template-columns: 1fr 148px;
      column-gap: 12px;
    }

    .move > :not(.icon) {
      grid-column: 1;
    }

    .move .icon {
      justify-self: end;
    }

    .move .scan {
      display: block;
    }

    .move .qr {
      display: block;
      grid-area: 2 / 2 / span 4;
      align-self: start;
      border-radius: 8px;
      background: #fff;
      fill: #000;
      shape-rendering: crispEdges;
    }
  }

  .moved {
    flex-wrap: wrap;
    border-top: 1px solid var(--line);
    background: var(--calm-paper);
  }

  .text-button {
    margin: -6px -8px;
    padding: 6px 8px;
    border-radius: 8px;
    color: var(--accent);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  /* the composer */

  .composer {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 8px;
    padding: 10px 12px calc(10px + env(safe-area-inset-bottom));
    border-top: 1px solid var(--line);
    background: var(--paper);
  }

  textarea {
    flex: 1;
    min-width: 0;
    min-height: 44px;
    max-height: 132px;
    padding: 10px 14px;
    border: 1.5px solid var(--line);
    border-radius: 22px;
    background: var(--page);
    line-height: 1.4;
    resize: none;
    scrollbar-width: thin;
  }

  textarea::placeholder {
    color: var(--faint);
    opacity: 1;
  }

  textarea:focus-visible {
    border-color: var(--accent);
    outline: 1px solid var(--accent);
    outline-offset: 0;
  }

  .photo-button {
    display: grid;
    place-items: center;
    flex: none;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    color: var(--faint);
    cursor: pointer;
  }

  .photo-button:focus-within {
    outline: 2px solid var(--accent);
  }

  .photo-button:has(:disabled) {
    opacity: 0.4;
    cursor: default;
  }

  .bubble .photo {
    display: block;
    max-width: min(220px, 100%);
    height: 160px;
    border-radius: 10px;
    object-fit: cover;
  }

  .send {
    display: grid;
    place-items: center;
    flex: none;
    width: 44px;
    height: 44px;
    padding: 0;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }

  .send:disabled {
    background: var(--line);
    color: var(--faint);
    cursor: default;
  }

  .counter {
    width: 100%;
    padding: 0 14px;
    color: var(--faint);
    font-size: 12px;
  }

  .counter:empty {
    display: none;
  }

  .counter.over {
    color: var(--warn);
    font-weight: 600;
  }

  /* the whole screen on a phone */

  @media (max-width: 480px) {
    .launcher-text {
      display: none;
    }

    .launcher {
      width: 60px;
      height: 60px;
      padding: 0;
      border-radius: 50%;
      justify-content: center;
    }

    .launcher[aria-expanded="true"] {
      display: none;
    }

    .panel {
      position: fixed;
      inset: var(--visible-top, 0) 0 auto 0;
      width: 100%;
      height: var(--visible-height, 100dvh);
      border: 0;
      border-radius: 0;
    }

    .header {
      padding-top: calc(12px + env(safe-area-inset-top));
    }

    textarea {
      font-size: 16px;
    }

    .icon,
    .reply {
      min-width: 44px;
      min-height: 44px;
    }
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }

  @keyframes nod {
    0%,
    60%,
    100% {
      opacity: 0.4;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }

  @media (forced-colors: active) {
    .bubble,
    .launcher,
    .send {
      border: 1px solid;
    }
  }
`;
