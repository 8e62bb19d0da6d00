import type { ChatKitOptions, OpenAIChatKit } from "@openai/chatkit";
import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import type { DeskhandExtras } from "../chatkit";
import { extend } from "./extras";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "openai-chatkit": DetailedHTMLProps<HTMLAttributes<OpenAIChatKit>, OpenAIChatKit>;
    }
  }
}

interface ChatProps {
  element: RefObject<OpenAIChatKit | null>;
  options: ChatKitOptions;
  extras: DeskhandExtras;
  onThreadChange: (threadId: string | null) => void;
  onResponseEnd: () => void;
}

/** The chat, known here only by the interface of `@openai/chatkit`, and what ours has beyond it. */
export function Chat({ element, options, extras, onThreadChange, onResponseEnd }: ChatProps) {
  const handlers = useRef({ onThreadChange, onResponseEnd });
  useEffect(() => {
    handlers.current = { onThreadChange, onResponseEnd };
  });
  useEffect(() => {
    const chat = element.current;
    if (!chat) return undefined;
    const listening = new AbortController();
    const { signal } = listening;
    chat.addEventListener(
      "chatkit.thread.change",
      (event) => handlers.current.onThreadChange(event.detail.threadId),
      { signal },
    );
    chat.addEventListener("chatkit.response.end", () => handlers.current.onResponseEnd(), { signal });
    // Not from where the user writes already: it can be long until the chat is there.
    const greet = () => document.activeElement === document.body && void chat.focusComposer();
    chat.addEventListener("chatkit.ready", greet, { signal });
    return () => listening.abort();
  }, [element]);
  // Within the commit: the element is a tree of its own, and an effect that comes later could run in the middle of its
  // commit, where React cannot take a change ("Cannot commit the same tree as before").
  useLayoutEffect(() => element.current?.setOptions(options), [element, options]);
  useLayoutEffect(() => extend(element.current, extras), [element, extras]);
  return <openai-chatkit ref={element} />;
}
