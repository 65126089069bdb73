import { css } from "lit";

/** What all parts of the desk look like; colours are set for the page in page.css. */
export const base = css`
  :host {
    color: var(--ink);
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  fieldset {
    border: 0;
    min-width: 0;
  }

  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }

  button {
    cursor: pointer;
    touch-action: manipulation;
  }

  button:disabled {
    cursor: default;
    opacity: 0.55;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
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

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 36px;
    padding: 6px 14px;
    border: 1px solid var(--line);
    border-radius: 9px;
    background: var(--paper);
    font-weight: 600;
    line-height: 1.3;
    white-space: nowrap;
  }

  .button:hover:not(:disabled) {
    background: var(--hover);
  }

  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.primary:hover:not(:disabled) {
    border-color: var(--accent-strong);
    background: var(--accent-strong);
  }

  .button.quiet {
    border-color: transparent;
    background: none;
    font-weight: 500;
  }

  .button.quiet:hover:not(:disabled) {
    background: var(--hover);
  }

  .button.small {
    min-height: 30px;
    padding: 3px 10px;
    font-size: 13.5px;
    font-weight: 500;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 1px 8px;
    border-radius: 999px;
    background: var(--hover);
    font-size: 12.5px;
    font-weight: 600;
    line-height: 20px;
    white-space: nowrap;
  }

  .urgency-3 {
    background: var(--urgent-paper);
    color: var(--urgent);
  }

  .urgency-2 {
    background: var(--normal-paper);
    color: var(--normal);
  }

  .urgency-1 {
    background: var(--later-paper);
    color: var(--later);
  }

  .good {
    background: var(--good-paper);
    color: var(--good);
  }

  .faint {
    color: var(--faint);
  }

  .field {
    display: grid;
    gap: 6px;
  }

  .field > span,
  legend {
    padding: 0;
    font-weight: 600;
  }

  input[type="text"],
  input[type="password"],
  select,
  textarea {
    width: 100%;
    min-height: 42px;
    padding: 8px 12px;
    border: 1px solid color-mix(in srgb, var(--faint) 55%, var(--line));
    border-radius: 9px;
    background: var(--paper);
    color: var(--ink);
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
