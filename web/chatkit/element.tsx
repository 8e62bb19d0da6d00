import type { OpenAIChatKit } from "@openai/chatkit";
import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { ChatApp } from "./components/ChatApp";
import type { DeskhandExtras } from "./extras";
import type { Emit } from "./state/host";
import { ChatKit } from "./state/chatkit";
import { styleSheet } from "./styles";
import { loadFonts } from "./theme/theme";

export const TAG = "openai-chatkit";

/**
 * The `<openai-chatkit>` element: the options, methods and events of `@openai/chatkit`, drawn here and speaking
 * to the server that `options.api.url` names.
 */
export class ChatKitElement extends HTMLElement implements OpenAIChatKit {
  declare addEventListener: OpenAIChatKit["addEventListener"];
  declare removeEventListener: OpenAIChatKit["removeEventListener"];
  readonly #chat: ChatKit;
  readonly #shadow: ShadowRoot;
  #root: Root | null = null;

  constructor() {
    super();
    const emit: Emit = (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail }));
    this.#chat = new ChatKit(emit);
    this.#shadow = this.attachShadow({ mode: "open" });
    this.#shadow.adoptedStyleSheets = [styleSheet()];
  }

  connectedCallback(): void {
    if (this.#root) return;
    this.#root = createRoot(this.#shadow);
    this.#root.render(
      <StrictMode>
        <ChatApp chat={this.#chat} shadow={this.#shadow} />
      </StrictMode>,
    );
  }

  disconnectedCallback(): void {
    // An element that only moves within the page is connected again before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#root?.unmount();
      this.#root = null;
      this.#chat.close();
    });
  }

  get deskhand(): DeskhandExtras {
    return this.#chat.extras.store.get();
  }

  set deskhand(extras: DeskhandExtras) {
    this.#chat.extras.store.set(extras);
    this.style.setProperty("--ck-column", extras.columnWidth ?? "");
  }

  setOptions(options: Parameters<OpenAIChatKit["setOptions"]>[0]): void {
    this.#chat.setOptions(options);
    loadFonts(options.theme);
  }

  async focusComposer(): Promise<void> {
    this.#chat.focus();
  }

  async setThreadId(threadId: string | null): Promise<void> {
    await this.#chat.setThread(threadId);
  }

  async sendCustomAction(
    action: { type: string; payload?: Record<string, unknown> },
    itemId?: string,
  ): Promise<void> {
    await this.#chat.session.act({ type: action.type, payload: action.payload ?? {} }, itemId);
  }

  async sendUserMessage(params: Parameters<OpenAIChatKit["sendUserMessage"]>[0]): Promise<void> {
    await this.#chat.sendUserMessage(params);
  }

  async setComposerValue(params: Parameters<OpenAIChatKit["setComposerValue"]>[0]): Promise<void> {
    await this.#chat.setComposerValue(params);
  }

  async showHistory(): Promise<void> {
    await this.#chat.history.show();
  }

  async hideHistory(): Promise<void> {
    this.#chat.history.hide();
  }

  /**
   * Beyond the official interface: shows a thread at one of its messages, and says whether there is such a one.
   */
  async showMessage(threadId: string, itemId: string): Promise<boolean> {
    return this.#chat.showItem(threadId, itemId);
  }

  async fetchUpdates(): Promise<void> {
    await this.#chat.fetchUpdates();
  }
}

/** Defines the `<openai-chatkit>` element, unless the page already has one. */
export function register(): void {
  if (!customElements.get(TAG)) customElements.define(TAG, ChatKitElement);
}
