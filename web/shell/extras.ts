import { ChatKitElement, type DeskhandExtras } from "../chatkit";
import { editMessage, loadPicture, messageInfo, showVersion } from "./conversation";

/** What the server may offer beyond ChatKit's protocol. */
export const OFFERS = ["edit", "branches", "facts", "export", "search", "undo", "queue", "pictures"] as const;

export type Offer = (typeof OFFERS)[number];

/** What our element can do with that; OpenAI's element knows nothing of it. */
export function extrasFor(
  offers: ReadonlySet<Offer>,
  askToUndo: (threadId: string, itemId: string) => Promise<void>,
): DeskhandExtras {
  return {
    queue: offers.has("queue"),
    ...(offers.has("pictures") && { loadImage: loadPicture }),
    ...(offers.has("facts") && { messageInfo }),
    ...(offers.has("edit") && {
      editMessage: async ({ threadId, itemId, text }) => ({
        itemId: await editMessage(threadId, itemId, text),
      }),
    }),
    ...(offers.has("branches") && {
      showBranch: ({ threadId, itemId, index }) => showVersion(threadId, itemId, index),
    }),
    ...(offers.has("undo") && { undoAnswer: ({ threadId, itemId }) => askToUndo(threadId, itemId) }),
  };
}

/** Tells our element; OpenAI's has no such property. */
export function extend(chat: Element | null, extras: DeskhandExtras): void {
  if (chat instanceof ChatKitElement) chat.deskhand = extras;
}
