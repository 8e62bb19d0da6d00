import type { DeskhandExtras, MessageInfo } from "../extras";
import type { ChatKit } from "./chatkit";
import { toError } from "./host";
import { Store } from "./store";

/** What the page offers beyond the protocol, and what it told of the messages so far. */
export class Extras {
  readonly store = new Store<DeskhandExtras>({});
  readonly info = new Store<Readonly<Record<string, MessageInfo>>>({});
  #chat: ChatKit;

  constructor(chat: ChatKit) {
    this.#chat = chat;
  }

  /** Asks the page for what it knows of these messages. */
  async learn(threadId: string, itemIds: readonly string[]): Promise<void> {
    const { messageInfo } = this.store.get();
    if (!messageInfo || itemIds.length === 0) return;
    try {
      this.info.update(await messageInfo(threadId, itemIds));
    } catch (reason) {
      this.#chat.emit("chatkit.error", { error: toError(reason) });
    }
  }

  /** Changes a message of the user and asks for an answer to it. */
  async edit(itemId: string, text: string): Promise<void> {
    const { session } = this.#chat;
    const { editMessage } = this.store.get();
    if (!editMessage || session.id === null || session.busy || text === "") return;
    const edited = await editMessage({ threadId: session.id, itemId, text });
    await session.refresh();
    await session.retryAfter(edited.itemId);
  }

  /** Lets the page take back what an answer changed, and learns what is left of it. */
  async undoAnswer(itemId: string): Promise<void> {
    const { session } = this.#chat;
    const { undoAnswer } = this.store.get();
    if (!undoAnswer || session.id === null) return;
    await undoAnswer({ threadId: session.id, itemId });
    await this.learn(session.id, [itemId]);
  }

  async showBranch(itemId: string, index: number): Promise<void> {
    const { session } = this.#chat;
    const { showBranch } = this.store.get();
    if (!showBranch || session.id === null) return;
    await showBranch({ threadId: session.id, itemId, index });
    await session.refresh();
  }
}
