import type { OpenAIChatKit } from "@openai/chatkit";
import { useState, type RefObject } from "react";
import { ChatKitElement } from "../chatkit";
import { deleteThread, renameThread } from "./api";
import type { Hit } from "./conversation";
import { useThreads } from "./useThreads";

/** The conversations of the list, and which of them the chat shows. */
export function useConversations(element: RefObject<OpenAIChatKit | null>) {
  const threads = useThreads();
  const [current, setCurrent] = useState<string | null>(null);
  return {
    threads,
    current,
    title: threads.data?.threads.find((thread) => thread.id === current)?.title,
    show: (id: string | null) => {
      void element.current?.setThreadId(id).then(() => element.current?.focusComposer());
    },
    showHit: ({ threadId, itemId }: Hit) => {
      const chat = element.current;
      if (itemId !== null && chat instanceof ChatKitElement) void chat.showMessage(threadId, itemId);
      else void chat?.setThreadId(threadId);
    },
    /** What the messages show, such as tasks, may have changed elsewhere. */
    lookAgain: () => {
      // A chat that cannot look now looks again by itself.
      element.current?.fetchUpdates().catch(() => undefined);
    },
    changed: (id: string | null) => {
      setCurrent(id);
      void threads.reload();
    },
    rename: async (id: string, title: string) => {
      await renameThread(id, title);
      await Promise.all([threads.reload(), id === current && element.current?.fetchUpdates()]);
    },
    remove: async (id: string) => {
      await deleteThread(id);
      if (id === current) await element.current?.setThreadId(null);
      await threads.reload();
    },
  };
}
