const REST_AFTER_MS = 10_000;
const SIGNS = ["keydown", "pointerdown", "focusin"];

/**
 * Lets the caret stand still once nobody has touched the page for a while, as GTK does (`gtk-cursor-blink-timeout`):
 * a window that only waits must not draw twice a second.
 */
export function restCaret(page: Document): void {
  const { classList } = page.documentElement;
  let timer: number | undefined;
  const wake = () => {
    classList.remove("at-rest");
    clearTimeout(timer);
    timer = window.setTimeout(() => classList.add("at-rest"), REST_AFTER_MS);
  };
  for (const sign of SIGNS) page.addEventListener(sign, wake, { capture: true, passive: true });
  wake();
}
