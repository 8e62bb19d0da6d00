import type { OpenAIChatKit } from "@openai/chatkit";
import { createRef, useState, type RefObject } from "react";

type Request = (chat: OpenAIChatKit) => void;

export interface ChatElement {
  ref: RefObject<OpenAIChatKit | null>;
  /** Does it now, or once the element is ready: the rest of the window can be used before that. */
  ask: (request: Request) => void;
  /** To be called when the element says that it is ready. */
  ready: () => void;
}

/** The chat element, which takes requests from the beginning. */
export function useChatElement(): ChatElement {
  const [element] = useState(chatElement);
  return element;
}

function chatElement(): ChatElement {
  const ref = createRef<OpenAIChatKit>();
  let waiting: Request[] | null = [];
  const ask = (request: Request) => {
    if (waiting) waiting.push(request);
    else if (ref.current) request(ref.current);
  };
  const ready = () => {
    const requests = waiting ?? [];
    waiting = null;
    requests.forEach(ask);
  };
  return { ref, ask, ready };
}
