const PHONE = "(max-width: 480px)";

/** Calls back when the window becomes as narrow as a phone or wider again. Answers the way to stop. */
export function watchPhone(changed: (phone: boolean) => void): () => void {
  const query = window.matchMedia(PHONE);
  const listener = () => { changed(query.matches); };
  query.addEventListener("change", listener);
  listener();
  return () => { query.removeEventListener("change", listener); };
}

/**
 * Keeps `--visible-height` and `--visible-top` of the host on the part of the screen that the on-screen
 * keyboard leaves free: CSS alone would let the keyboard cover the composer. Answers the way to stop.
 */
export function followKeyboard(host: HTMLElement): () => void {
  const visible = window.visualViewport;
  if (!visible) return () => undefined;
  const listener = () => {
    host.style.setProperty("--visible-height", `${visible.height}px`);
    host.style.setProperty("--visible-top", `${visible.offsetTop}px`);
  };
  visible.addEventListener("resize", listener);
  visible.addEventListener("scroll", listener);
  listener();
  return () => {
    visible.removeEventListener("resize", listener);
    visible.removeEventListener("scroll", listener);
    host.style.removeProperty("--visible-height");
    host.style.removeProperty("--visible-top");
  };
}

/** The page behind a full-screen chat does not scroll along. Answers the way back. */
export function holdPage(): () => void {
  const { style } = document.documentElement;
  const before = style.overflow;
  style.overflow = "hidden";
  return () => { style.overflow = before; };
}
