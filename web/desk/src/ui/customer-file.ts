import { css, html, type TemplateResult } from "lit";

import { fill, type Copy } from "../copy";
import type { Media } from "../protocol";

const ADDRESS = "/desk/api/media/";
const HEARD: readonly Media["what"][] = ["voice", "audio"];

export const fileStyles = css`
  .photo {
    display: block;
    width: fit-content;
    margin-top: 6px;
    border-radius: 8px;
  }

  .photo img {
    display: block;
    max-width: min(260px, 100%);
    height: 160px;
    object-fit: cover;
    border-radius: 8px;
    background: var(--line);
  }

  audio {
    display: block;
    width: min(300px, 100%);
    margin-top: 6px;
  }

  .file {
    display: block;
    margin-top: 4px;
    overflow-wrap: anywhere;
  }
`;

/** What a customer sent with a message: a photo that opens large, something to hear, or a file to fetch. */
export function customerFile(file: Media, copy: Copy): TemplateResult {
  const { what, state } = file;
  const name = copy.files.what[what];
  if (state !== "kept") return html`<span class="file faint">${fill(copy.files[state], { what: name })}</span>`;
  const address = `${ADDRESS}${file.id}`;
  if (HEARD.includes(what) && file.shown) return html`<audio controls preload="none" src=${address} aria-label=${name}></audio>`;
  if (!file.shown) return html`<a class="file" href=${address} download>${fill(copy.files.fetch, { what: file.name ?? name })}</a>`;
  return html`<a class="photo" href=${address} target="_blank" rel="noopener">
    <img src=${address} alt=${fill(copy.files.photo, { what: name })} />
  </a>`;
}
