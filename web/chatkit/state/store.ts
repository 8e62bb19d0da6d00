/** A value that React components can subscribe to. */
export class Store<T> {
  #value: T;
  #listeners = new Set<() => void>();
  #scheduled = false;

  constructor(value: T) {
    this.#value = value;
  }

  get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#schedule();
  }

  update(change: Partial<T>): void {
    this.set({ ...this.#value, ...change });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A fast stream brings several events a frame: listeners hear of them once. A hidden page has no frames. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (typeof requestAnimationFrame === "undefined" || document.hidden) setTimeout(this.#notify);
    else requestAnimationFrame(this.#notify);
  }

  #notify = (): void => {
    this.#scheduled = false;
    for (const listener of this.#listeners) listener();
  };
}
