import type { Attachment, UserMessageContent } from "@openai/chatkit";
import { assertOptions, type Options } from "../options/validate";
import { readAttachment, readUserContent, type UserContent } from "../protocol/items";
import { list, record, text } from "../protocol/read";
import { ChatKitClient } from "../transport/client";
import { Composer, draftContent, type Tag } from "./composer";
import { Extras } from "./extras";
import { History } from "./history";
import type { Emit, Host } from "./host";
import type { MessageDraft } from "./message";
import { toBase64 } from "./recording";
import { ThreadSession } from "./session";
import { Store } from "./store";
import { Uploads } from "./uploads";

export interface ViewState {
  options: Options | null;
  session: ThreadSession;
  /** Counts the requests to focus the composer. */
  focus: number;
  /** The item that was asked to be shown last; a new object for each request. */
  sought: { itemId: string } | null;
}

type UserMessageParams = {
  text?: string;
  content?: UserMessageContent[];
  reply?: string;
  attachments?: Attachment[];
  newThread?: boolean;
  toolChoice?: { id: string };
  model?: string;
};

type ComposerParams = Pick<UserMessageParams, "text" | "content" | "reply" | "attachments"> & {
  files?: File[];
  selectedToolId?: string | null;
  selectedModelId?: string;
};

/** The element without its looks: its threads, its composer, and what its methods do. */
export class ChatKit implements Host {
  readonly view: Store<ViewState>;
  readonly client: ChatKitClient;
  readonly composer = new Composer();
  readonly history: History;
  readonly uploads: Uploads;
  readonly extras = new Extras(this);
  readonly emit: Emit;
  readonly #sessions = new Map<string, ThreadSession>();
  /** The thread to begin with, until it or another one is shown. */
  #initialThread: string | null = null;

  constructor(emit: Emit) {
    this.emit = emit;
    this.client = new ChatKitClient(() => this.#clientConfig());
    this.history = new History(this);
    this.uploads = new Uploads(this, this.composer);
    this.view = new Store<ViewState>({
      options: null,
      session: new ThreadSession(this, null),
      focus: 0,
      sought: null,
    });
  }

  get session(): ThreadSession {
    return this.view.get().session;
  }

  get options(): Options {
    const { options } = this.view.get();
    if (!options) throw new Error("Call setOptions before anything else.");
    return options;
  }

  clientTool = () => this.options.onClientTool;

  threadCreated = (session: ThreadSession, threadId: string): void => {
    this.#sessions.set(threadId, session);
    if (session !== this.session) return;
    this.composer.adopt(threadId);
    this.emit("chatkit.thread.change", { threadId });
  };

  answered = (session: ThreadSession): void => {
    void this.sendQueued(session);
  };

  setOptions(value: unknown): void {
    assertOptions(value);
    if (this.view.get().options === null) this.#initialThread = value.initialThread ?? null;
    this.view.update({ options: value });
    this.#chooseModel(value);
    const { tool } = this.composer.store.get();
    if (!value.composer?.tools?.some(({ id }) => id === tool)) this.selectTool(null, "options");
  }

  /**
   * The element is drawn. A page may listen only after it set the options, as React does: what it is told, and
   * what it asked to begin with, comes no sooner.
   */
  ready(): void {
    this.emit("chatkit.log", { name: "app.init" });
    this.emit("chatkit.ready", undefined);
    if (this.#initialThread !== null) void this.setThread(this.#initialThread);
  }

  /** Shows a thread; one that is being answered goes on with its answer. */
  async setThread(id: string | null): Promise<void> {
    void this.options;
    this.#initialThread = null;
    const current = this.session;
    if (id === current.id && id !== null) return;
    this.#forgetSettled();
    const known = id === null ? undefined : this.#sessions.get(id);
    const session = known ?? new ThreadSession(this, id);
    if (id !== null) this.#sessions.set(id, session);
    // Who opens a thread again wants its end, and not what was once sought in it.
    this.view.update({ session, sought: null });
    if (id !== current.id) this.emit("chatkit.thread.change", { threadId: id });
    if (!known) await session.load();
  }

  /** Shows a thread at one of its items, however old; false where the thread has no such item. */
  async showItem(threadId: string, itemId: string): Promise<boolean> {
    this.history.hide();
    await this.setThread(threadId);
    const found = await this.session.loadUntil(itemId);
    if (found) this.view.update({ sought: { itemId } });
    return found;
  }

  async startNew(): Promise<void> {
    this.emit("chatkit.log", { name: "newChat.create" });
    await this.setThread(null);
    this.focus();
  }

  focus(): void {
    this.view.update({ focus: this.view.get().focus + 1 });
  }

  /** Sends what is in the composer of the thread that is shown. */
  async submit(): Promise<void> {
    const { session } = this;
    const draft = this.composer.draft(session.id);
    const content = draftContent(draft);
    const waiting = draft.uploads.some((upload) => !upload.failed);
    const queues = session.busy && this.extras.store.get().queue === true;
    if (waiting || (content.length === 0 && draft.attachments.length === 0)) return;
    if (session.busy && !queues) return;
    const { tool, model } = this.composer.store.get();
    const message: MessageDraft = {
      content,
      attachments: [...draft.attachments],
      quoted_text: draft.quoted_text,
      tool_choice: tool,
      model,
    };
    this.composer.clear(session.id);
    this.#releaseTool();
    if (queues) this.composer.change(session.id, { queued: [...draft.queued, message] });
    else await session.send(message);
  }

  /** Sends the first of the messages that wait. */
  async sendQueued(session: ThreadSession): Promise<void> {
    const [next, ...queued] = this.composer.draft(session.id).queued;
    if (!next || session.busy) return;
    this.composer.change(session.id, { queued });
    await session.send(next);
  }

  /** Puts what the server understood behind what is typed. */
  async transcribe(threadId: string | null, sound: Blob): Promise<void> {
    const params = { audio_base64: await toBase64(sound), mime_type: sound.type };
    const heard = text(record(await this.client.request("input.transcribe", params))["text"]).trim();
    this.composer.change(threadId, (draft) => ({
      text: [draft.text.trimEnd(), heard].filter(Boolean).join(" "),
    }));
  }

  async sendUserMessage(params: UserMessageParams): Promise<void> {
    const message: MessageDraft = {
      content: userContent(params),
      attachments: list(params.attachments, readAttachment),
      quoted_text: params.reply ?? null,
      tool_choice: params.toolChoice?.id ?? null,
      model: params.model ?? this.composer.store.get().model,
    };
    if (message.content.length === 0 && message.attachments.length === 0) {
      throw new Error("A message needs a text, a content or an attachment.");
    }
    if (params.newThread === true) await this.setThread(null);
    await this.session.send(message);
  }

  async setComposerValue(params: ComposerParams): Promise<void> {
    const threadId = this.session.id;
    const replaced = params.text !== undefined || params.content !== undefined;
    const content = userContent(params);
    const words = content.flatMap((part) => (part.type === "input_text" ? [part.text] : []));
    this.composer.change(threadId, {
      ...(replaced && { text: words.join(""), tags: content.filter(isTag) }),
      ...(params.reply !== undefined && { quoted_text: params.reply }),
      ...(params.attachments && { attachments: list(params.attachments, readAttachment) }),
    });
    if (params.selectedToolId !== undefined) this.selectTool(params.selectedToolId, "method");
    if (params.selectedModelId !== undefined) this.composer.store.update({ model: params.selectedModelId });
    if (params.files) await this.uploads.add(threadId, params.files);
  }

  /** `source` tells where the choice was made. */
  selectTool(toolId: string | null, source: "composer" | "method" | "options" | "sent"): void {
    if (toolId === this.composer.store.get().tool) return;
    this.composer.store.update({ tool: toolId });
    this.emit("chatkit.log", { name: "composer.tool.select", data: { toolId, source } });
    this.emit("chatkit.tool.change", { toolId });
  }

  async fetchUpdates(): Promise<void> {
    if (this.session.id !== null) await this.session.refresh();
  }

  async removeThread(id: string): Promise<void> {
    await this.history.remove(id);
    if (this.session.id === id) await this.setThread(null);
  }

  /** Ends every answer that is being written: the element left the page. */
  close(): void {
    this.session.stop();
    for (const session of this.#sessions.values()) session.stop();
  }

  #clientConfig() {
    const { api, locale } = this.options;
    // `fetch` must be called on the window, not on the options object.
    return {
      url: api.url,
      ownFetch: api.fetch !== undefined,
      fetch: api.fetch ?? ((input, init) => fetch(input, init)),
      locale: locale ?? navigator.language,
    } satisfies ReturnType<ConstructorParameters<typeof ChatKitClient>[0]>;
  }

  /** What the server has as well is loaded again when it is shown again; what only the page knows is kept. */
  #forgetSettled(): void {
    for (const [id, session] of this.#sessions) if (session.settled) this.#sessions.delete(id);
  }

  #chooseModel(options: Options): void {
    const models = options.composer?.models ?? [];
    const chosen = this.composer.store.get().model;
    if (models.some((model) => model.id === chosen)) return;
    const usual = models.find((model) => model.default === true) ?? models.find((model) => !model.disabled);
    this.composer.store.update({ model: usual?.id ?? null });
  }

  #releaseTool(): void {
    const { tool } = this.composer.store.get();
    const option = this.options.composer?.tools?.find((candidate) => candidate.id === tool);
    if (option?.persistent !== true) this.selectTool(null, "sent");
  }
}

function userContent(params: { text?: string; content?: UserMessageContent[] }): UserContent[] {
  if (params.content) return list(params.content, readUserContent);
  return params.text === undefined ? [] : [{ type: "input_text", text: params.text }];
}

function isTag(part: UserContent): part is Tag {
  return part.type === "input_tag";
}
