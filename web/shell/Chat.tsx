import type { ChatKitOptions, OpenAIChatKit } from "@openai/chatkit";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { DeskhandExtras } from "../chatkit";
import { extend } from "./extras";
import type { ChatElement } from "./useChatElement";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "openai-chatkit": DetailedHTMLProps<HTMLAttributes<OpenAIChatKit>, OpenAIChatKit>;
    }
  }
}

interface ChatProps {
  element: ChatElement;
  options: ChatKitOptions;
  extras: DeskhandExtras;
  onThreadChange: (threadId: string | null) => void;
  onResponseEnd: () => void;
}

/** The chat, known here only by the interface of `@openai/chatkit`, and what ours has beyond it. */
export function Chat({ element: { ref, ready }, options, extras, onThreadChange, onResponseEnd }: ChatProps) {
  const handlers = useRef({ onThreadChange, onResponseEnd });
  useEffect(() => {
    handlers.current = { onThreadChange, onResponseEnd };
  });
  // Within the commit: the element may say that it is ready at any time after it.
  useLayoutEffect(() => {
    const chat = ref.current;
    if (!chat) return undefined;
    const listening = new AbortController();
    const { signal } = listening;
    chat.addEventListener(
      "chatkit.thread.change",
      (event) => handlers.current.onThreadChange(event.detail.threadId),
      { signal },
    );
    chat.addEventListener("chatkit.response.end", () => handlers.current.onResponseEnd(), { signal });
    const begin = () => {
      // Not from where the user writes already: it can be long until the chat is there.
      if (document.activeElement === document.body) void chat.focusComposer();
      ready();
    };
    chat.addEventListener("chatkit.ready", begin, { signal });
    return () => listening.abort();
  }, [ref, ready]);
  // Within the commit: the element is a tree of its own, and an effect that comes later could run in the middle of its
  // commit, where React cannot take a change ("Cannot commit the same tree as before").
  useLayoutEffect(() => ref.current?.setOptions(options), [ref, options]);
  useLayoutEffect(() => extend(ref.current, extras), [ref, extras]);
  return <openai-chatkit ref={ref} />;
}
