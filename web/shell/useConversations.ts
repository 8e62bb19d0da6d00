import { useState } from "react";
import { ChatKitElement } from "../chatkit";
import { deleteThread, renameThread } from "./api";
import type { Hit } from "./conversation";
import type { ChatElement } from "./useChatElement";
import { useThreads } from "./useThreads";

/** The conversations of the list, and which of them the chat shows. */
export function useConversations({ ref, ask }: ChatElement) {
  const threads = useThreads();
  const [current, setCurrent] = useState<string | null>(null);
  return {
    threads,
    current,
    title: threads.data?.threads.find((thread) => thread.id === current)?.title,
    show: (id: string | null) => ask((chat) => void chat.setThreadId(id).then(() => chat.focusComposer())),
    showHit: ({ threadId, itemId }: Hit) =>
      ask((chat) => {
        if (itemId !== null && chat instanceof ChatKitElement) void chat.showMessage(threadId, itemId);
        else void chat.setThreadId(threadId);
      }),
    changed: (id: string | null) => {
      setCurrent(id);
      void threads.reload();
    },
    rename: async (id: string, title: string) => {
      await renameThread(id, title);
      await Promise.all([threads.reload(), id === current && ref.current?.fetchUpdates()]);
    },
    remove: async (id: string) => {
      await deleteThread(id);
      if (id === current) await ref.current?.setThreadId(null);
      await threads.reload();
    },
  };
}
