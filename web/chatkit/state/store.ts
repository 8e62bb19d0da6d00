/** When listeners hear of a change: at once, as a field that is typed into needs it, or once a frame. */
export type Notify = "at once" | "each frame";

/** A value that React components can subscribe to. */
export class Store<T> {
  #value: T;
  #notify: Notify;
  #listeners = new Set<() => void>();
  #scheduled = false;

  constructor(value: T, notify: Notify = "at once") {
    this.#value = value;
    this.#notify = notify;
  }

  get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    if (this.#notify === "at once") this.#tell();
    else this.#schedule();
  }

  update(change: Partial<T>): void {
    this.set({ ...this.#value, ...change });
  }

  /** Tells of a change now that is else told with the next frame. */
  flush(): void {
    if (this.#scheduled) this.#tell();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A fast stream brings several events a frame: listeners hear of them once. A hidden page has no frames. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (typeof requestAnimationFrame === "undefined" || document.hidden) setTimeout(this.#tell);
    else requestAnimationFrame(this.#tell);
  }

  #tell = (): void => {
    this.#scheduled = false;
    for (const listener of this.#listeners) listener();
  };
}
