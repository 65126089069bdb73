const FOCUSABLE = "a[href], button:not([disabled]), textarea, [tabindex='0']";

/** Tab goes round within the panel while it covers the whole screen. */
export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  const stops = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const first = stops[0];
  const last = stops.at(-1);
  const focused = (panel.getRootNode() as ShadowRoot).activeElement;
  if (event.shiftKey && (focused === first || focused === panel)) move(event, last);
  else if (!event.shiftKey && focused === last) move(event, first);
}

function move(event: KeyboardEvent, to: HTMLElement | undefined): void {
  event.preventDefault();
  to?.focus();
}
