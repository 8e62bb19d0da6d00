import { createContext, useContext, useSyncExternalStore } from "react";
import type { Language } from "./i18n";
import type { Options } from "./options/validate";
import type { ChatKit } from "./state/chatkit";
import type { Store } from "./state/store";
import type { ThreadSession } from "./state/session";
import type { ThreadState } from "./state/thread";

export interface ChatContextValue {
  chat: ChatKit;
  options: Options;
  session: ThreadSession;
  language: Language;
}

export const ChatContext = createContext<ChatContextValue | null>(null);

export function useChat(): ChatContextValue {
  const value = useContext(ChatContext);
  if (!value) throw new Error("A component of the chat is used outside of it.");
  return value;
}

export function useLanguage(): Language {
  return useChat().language;
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}

/** A part of a store's value; a component is drawn again only when that part changed. */
export function useSelected<T, S>(store: Store<T>, select: (value: T) => S): S {
  const read = () => select(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

export function useThread<S>(select: (state: ThreadState) => S): S {
  return useSelected(useChat().session.store, select);
}

/** The shadow root that everything is drawn in. */
export const ShadowContext = createContext<ShadowRoot | null>(null);
