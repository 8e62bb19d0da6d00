import { readEvent, type StreamEvent } from "../protocol/events";
import { readItem, type Answer, type ClientToolCall, type UserMessage } from "../protocol/items";
import { record, type Json } from "../protocol/read";
import { readItemPage, readThread } from "../protocol/threads";
import { RequestError } from "../transport/client";
import { toError, type Host } from "./host";
import { messageInput, outgoingMessage, type MessageDraft } from "./message";
import { reduce, type LocalEvent } from "./reducer";
import { Store } from "./store";
import { emptyThread, type ThreadState, type TurnError } from "./thread";

/** More than a screen; what is above it costs time before the first of it is seen. */
const PAGE_SIZE = 20;
const FAR_PAGE_SIZE = 200;

/** A streaming request, together with what it does to the thread before the first answer. */
interface TurnRequest {
  type: string;
  params: object;
  outgoing?: UserMessage;
  keep_until?: string;
}

export interface WidgetAction {
  type: string;
  payload: Json;
}

/** One thread: its state, and every request that changes it. It goes on while another thread is shown. */
export class ThreadSession {
  readonly store = new Store<ThreadState>(emptyThread(), "each frame");
  #host: Host;
  #abort: AbortController | null = null;
  #last: TurnRequest | null = null;
  #id: string | null;

  constructor(host: Host, id: string | null) {
    this.#host = host;
    this.#id = id;
  }

  get id(): string | null {
    return this.#id;
  }

  get busy(): boolean {
    return this.store.get().turn !== null;
  }

  /** Nothing is under way here, and nothing went wrong that the user has yet to see. */
  get settled(): boolean {
    const { turn, error, outgoing } = this.store.get();
    return turn === null && error === null && outgoing === null;
  }

  async send(draft: MessageDraft): Promise<void> {
    const input = messageInput(draft);
    const outgoing = outgoingMessage(draft);
    await this.#run(
      this.#id === null
        ? { type: "threads.create", params: { input }, outgoing }
        : { type: "threads.add_user_message", params: { input, thread_id: this.#id }, outgoing },
    );
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Asks for the last answer again; what the server never got is sent again. */
  async retry(): Promise<void> {
    const { items, outgoing } = this.store.get();
    const asked = items.findLast((item) => item.type === "user_message");
    if (asked && !outgoing) await this.retryAfter(asked.id);
    else if (this.#last) await this.#run(this.#last);
  }

  async retryAfter(itemId: string): Promise<void> {
    await this.#run({
      type: "threads.retry_after_item",
      params: { thread_id: this.#id, item_id: itemId },
      keep_until: itemId,
    });
  }

  async answer(
    itemId: string,
    status: "answered" | "skipped",
    answers: Record<string, Answer>,
  ): Promise<void> {
    const params = { thread_id: this.#id, item_id: itemId, input: { status, answers } };
    await this.#run({ type: "threads.add_structured_input", params });
  }

  async act(action: WidgetAction, itemId: string | undefined): Promise<void> {
    await this.#run({ type: "threads.custom_action", params: this.#actionParams(action, itemId) });
  }

  /** For actions that do not stream: the answer is at most a new version of the item, also during a turn. */
  async actSync(action: WidgetAction, itemId: string): Promise<void> {
    const params = this.#actionParams(action, itemId);
    const answer = record(await this.#host.client.request("threads.sync_custom_action", params));
    const item = readItem(answer["updated_item"]);
    if (item) this.#dispatch({ type: "item.replaced", item });
    this.store.flush();
  }

  async feedback(itemIds: string[], kind: "positive" | "negative"): Promise<void> {
    const params = { thread_id: this.#id, item_ids: itemIds, kind };
    await this.#host.client.request("items.feedback", params);
  }

  dismissNotice(id: number): void {
    this.#dispatch({ type: "notice.dismissed", id });
  }

  async load(): Promise<void> {
    const threadId = this.#id;
    if (threadId === null) return;
    this.#dispatch({ type: "load.started", what: "thread" });
    this.#host.emit("chatkit.thread.load.start", { threadId });
    try {
      await this.refresh();
    } catch (reason) {
      this.#loadFailed(reason);
    }
    this.#host.emit("chatkit.thread.load.end", { threadId });
  }

  /** Takes the thread as the server has it now. `threads.get_by_id` has the oldest items, so those are asked for. */
  async refresh(): Promise<void> {
    const { client } = this.#host;
    const params = { thread_id: this.#id };
    const known = new Set(this.store.get().items.map((item) => item.id));
    const [threadReply, itemsReply] = await Promise.all([
      client.request("threads.get_by_id", params),
      client.request("items.list", { ...params, limit: PAGE_SIZE, order: "desc" }),
    ]);
    const thread = readThread(threadReply);
    if (thread) this.#dispatch({ type: "loaded", thread, newest: readItemPage(itemsReply), known });
  }

  /** Loads older items until this one is among them, and says whether it is. */
  async loadUntil(itemId: string): Promise<boolean> {
    for (;;) {
      const { items, older, load_error } = this.store.get();
      if (items.some((item) => item.id === itemId)) return true;
      if (!older || load_error !== null) return false;
      await this.loadOlder(FAR_PAGE_SIZE);
    }
  }

  async loadOlder(limit = PAGE_SIZE): Promise<void> {
    const { older, loading } = this.store.get();
    if (!older || loading !== "none") return;
    this.#dispatch({ type: "load.started", what: "older" });
    try {
      const params = { thread_id: this.#id, limit, order: "desc", after: older.after };
      const page = readItemPage(await this.#host.client.request("items.list", params));
      this.#dispatch({ type: "older.loaded", page });
    } catch (reason) {
      this.#loadFailed(reason);
    }
  }

  #actionParams(action: WidgetAction, itemId: string | undefined): Json {
    return { thread_id: this.#id, action, ...(itemId !== undefined && { item_id: itemId }) };
  }

  #dispatch(event: StreamEvent | LocalEvent): void {
    this.store.set(reduce(this.store.get(), event));
  }

  #loadFailed(reason: unknown): void {
    const error = toError(reason);
    this.#dispatch({ type: "load.failed", message: error instanceof RequestError ? error.message : "" });
    this.#host.emit("chatkit.error", { error });
  }

  async #run(request: TurnRequest): Promise<void> {
    if (this.busy) throw new Error("An answer is still being written in this thread.");
    const abort = new AbortController();
    this.#abort = abort;
    this.#last = request;
    const { outgoing = null, keep_until = null } = request;
    this.#dispatch({ type: "turn.started", outgoing, keep_until });
    this.#host.emit("chatkit.response.start", undefined);
    let error: TurnError | null = null;
    try {
      await this.#follow(request.type, request.params, abort.signal);
      await this.#runClientTools(abort.signal);
    } catch (reason) {
      if (!abort.signal.aborted) error = this.#turnError(reason);
    }
    this.#dispatch({ type: "turn.ended", error, stopped: abort.signal.aborted });
    // Who waited for the turn must find its result on the page.
    this.store.flush();
    this.#host.emit("chatkit.response.end", undefined);
    if (error === null && !abort.signal.aborted && this.store.get().error === null) this.#host.answered(this);
  }

  #turnError(reason: unknown): TurnError {
    this.#host.emit("chatkit.error", { error: toError(reason) });
    if (reason instanceof RequestError) return { kind: "server", message: reason.message, allow_retry: true };
    return { kind: "connection", message: null, allow_retry: true };
  }

  async #follow(type: string, params: object, signal: AbortSignal): Promise<void> {
    for await (const frame of this.#host.client.stream(type, params, signal)) {
      const event = readEvent(frame);
      if (event) this.#receive(event);
    }
  }

  #receive(event: StreamEvent): void {
    this.#dispatch(event);
    if (event.type === "thread") this.#adopt(event.thread.id);
    else if (event.type === "effect") {
      this.#host.emit("chatkit.effect", { name: event.name, data: event.data });
    } else if (event.type === "error") {
      this.#host.emit("chatkit.error", { error: new Error(event.message ?? "The server could not answer.") });
    }
  }

  #adopt(id: string): void {
    if (this.#id !== null) return;
    this.#id = id;
    this.#host.threadCreated(this, id);
  }

  /** Runs the call that the turn ended with, and goes on with its result, as often as the server asks. */
  async #runClientTools(signal: AbortSignal): Promise<void> {
    for (;;) {
      const call = this.store.get().items.at(-1);
      const tool = this.#host.clientTool();
      if (call?.type !== "client_tool_call" || call.status !== "pending" || !tool) return;
      const result = await this.#callTool(call, tool);
      this.#dispatch({ type: "item.done", item: { ...call, status: "completed" } });
      const params = { thread_id: this.#id, result };
      await this.#follow("threads.add_client_tool_output", params, signal);
    }
  }

  async #callTool(call: ClientToolCall, tool: NonNullable<ReturnType<Host["clientTool"]>>): Promise<Json> {
    try {
      return await tool({ name: call.name, params: call.arguments });
    } catch (reason) {
      const error = toError(reason);
      this.#host.emit("chatkit.error", { error });
      // The server waits for a result: without one the thread would stay unusable.
      return { error: error.message };
    }
  }
}
