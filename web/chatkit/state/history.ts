import { readThreadPage, type Thread } from "../protocol/threads";
import { toError, type Host } from "./host";
import { Store } from "./store";

const PAGE_SIZE = 50;

export interface HistoryState {
  open: boolean;
  loading: boolean;
  failed: boolean;
  threads: readonly Thread[];
  more: { after: string | null } | null;
}

/** The list of threads, newest first, as the history panel shows it. */
export class History {
  readonly store = new Store<HistoryState>({
    open: false,
    loading: false,
    failed: false,
    threads: [],
    more: null,
  });
  #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async show(): Promise<void> {
    if (this.store.get().open) return;
    this.store.update({ open: true, threads: [], more: null });
    this.#host.emit("chatkit.history.open", undefined);
    this.#host.emit("chatkit.log", { name: "history.open" });
    await this.loadMore();
  }

  hide(): void {
    if (!this.store.get().open) return;
    this.store.update({ open: false });
    this.#host.emit("chatkit.history.close", undefined);
    this.#host.emit("chatkit.log", { name: "history.close" });
  }

  async loadMore(): Promise<void> {
    const { loading, threads, more } = this.store.get();
    if (loading) return;
    this.store.update({ loading: true, failed: false });
    try {
      const after = more?.after;
      const params = { limit: PAGE_SIZE, order: "desc", ...(after && { after }) };
      const page = readThreadPage(await this.#host.client.request("threads.list", params));
      const next = page.has_more ? { after: page.after } : null;
      this.store.update({ threads: [...threads, ...page.data], more: next, loading: false });
    } catch (reason) {
      this.store.update({ loading: false, failed: true });
      this.#host.emit("chatkit.error", { error: toError(reason) });
    }
  }

  async rename(id: string, title: string): Promise<void> {
    await this.#host.client.request("threads.update", { thread_id: id, title });
    const threads = this.store
      .get()
      .threads.map((thread) => (thread.id === id ? { ...thread, title } : thread));
    this.store.update({ threads });
  }

  async remove(id: string): Promise<void> {
    await this.#host.client.request("threads.delete", { thread_id: id });
    this.store.update({ threads: this.store.get().threads.filter((thread) => thread.id !== id) });
  }
}
