/** A sentence that starts with a capital, for copy that is also used in the middle of one. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Short facts on one line. */
export function dotted(parts: string[]): string {
  return parts.filter(Boolean).join(" · ");
}
