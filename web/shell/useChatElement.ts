import type { OpenAIChatKit } from "@openai/chatkit";
import { createRef, useState, type RefObject } from "react";
import { oneAtATime } from "./oneAtATime";

type Request = (chat: OpenAIChatKit) => void;

export interface ChatElement {
  ref: RefObject<OpenAIChatKit | null>;
  /** Does it now, or once the element is ready: the rest of the window can be used before that. */
  ask: (request: Request) => void;
  /** To be called when the element says that it is ready. */
  ready: () => void;
  /** What the messages show, such as tasks, may have changed elsewhere. */
  lookAgain: () => Promise<void>;
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
  const lookAgain = oneAtATime(async () => {
    // A chat that cannot look now looks again by itself.
    await ref.current?.fetchUpdates().catch(() => undefined);
  });
  return { ref, ask, ready, lookAgain };
}
