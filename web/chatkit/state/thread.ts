import type { ThreadItem, UserMessage } from "../protocol/items";
import type { NoticeLevel } from "../protocol/events";
import type { Thread } from "../protocol/threads";

export interface Notice {
  id: number;
  level: NoticeLevel;
  message: string;
  title: string | null;
}

/** What went wrong in the last turn. A null message means that the server gave no words for it. */
export interface TurnError {
  kind: "server" | "connection";
  message: string | null;
  allow_retry: boolean;
}

export interface Turn {
  allow_cancel: boolean;
  progress: { icon: string | null; text: string } | null;
}

/** Everything that one thread shows. Values are never changed in place, so that identity tells what changed. */
export interface ThreadState {
  thread: Thread | null;
  items: readonly ThreadItem[];
  /** What the user just sent and the server has not confirmed yet. */
  outgoing: UserMessage | null;
  /** Ids of items that were added and are not done. */
  open_items: ReadonlySet<string>;
  /** Cursor of the next older page; null when the first item is already here. */
  older: { after: string | null } | null;
  loading: "none" | "thread" | "older";
  load_error: string | null;
  turn: Turn | null;
  /** The user ended the last turn before the answer was complete. */
  stopped: boolean;
  error: TurnError | null;
  notices: readonly Notice[];
}

export function emptyThread(): ThreadState {
  return {
    thread: null,
    items: [],
    outgoing: null,
    open_items: new Set(),
    older: null,
    loading: "none",
    load_error: null,
    turn: null,
    stopped: false,
    error: null,
    notices: [],
  };
}
