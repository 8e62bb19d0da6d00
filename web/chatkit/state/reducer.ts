import type { StreamEvent } from "../protocol/events";
import type { ThreadItem, UserMessage } from "../protocol/items";
import type { Page, Thread } from "../protocol/threads";
import type { ThreadState, TurnError } from "./thread";
import { updateItem } from "./updates";

/** What happens to a thread besides the events of the server's stream. */
export type LocalEvent =
  | { type: "turn.started"; outgoing: UserMessage | null; keep_until: string | null }
  | { type: "turn.ended"; error: TurnError | null; stopped: boolean }
  | { type: "load.started"; what: "thread" | "older" }
  | { type: "load.failed"; message: string }
  /** `known`: the items that were here when the page was asked for. */
  | { type: "loaded"; thread: Thread; newest: Page<ThreadItem>; known: ReadonlySet<string> }
  | { type: "older.loaded"; page: Page<ThreadItem> }
  | { type: "notice.dismissed"; id: number };

export function reduce(state: ThreadState, event: StreamEvent | LocalEvent): ThreadState {
  switch (event.type) {
    case "thread":
      // The thread of an event carries an empty page of items: the items here stay.
      return { ...state, thread: event.thread };
    case "item.added":
      return putItem(state, event.item, true);
    case "item.done":
    case "item.replaced":
      return putItem(state, event.item, false);
    case "item.updated":
      return withItems(
        state,
        state.items.map((item) => (item.id === event.item_id ? updateItem(item, event.update) : item)),
      );
    case "item.removed":
      return withItems(
        state,
        state.items.filter((item) => item.id !== event.item_id),
      );
    default:
      return reduceTurn(state, event);
  }
}

type OtherEvent = Exclude<StreamEvent | LocalEvent, { type: "thread" | `item.${string}` }>;

function reduceTurn(state: ThreadState, event: OtherEvent): ThreadState {
  switch (event.type) {
    case "stream_options":
      return state.turn ? { ...state, turn: { ...state.turn, allow_cancel: event.allow_cancel } } : state;
    case "progress":
      if (!state.turn) return state;
      return { ...state, turn: { ...state.turn, progress: { icon: event.icon, text: event.text } } };
    case "error":
      return {
        ...state,
        error: { kind: "server", message: event.message, allow_retry: event.allow_retry },
      };
    case "notice":
      return { ...state, notices: [...state.notices, { ...event, id: (state.notices.at(-1)?.id ?? 0) + 1 }] };
    case "notice.dismissed":
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.id) };
    case "effect":
      return state;
    case "turn.started":
      return startTurn(state, event.outgoing, event.keep_until);
    case "turn.ended":
      return {
        ...state,
        turn: null,
        stopped: event.stopped,
        open_items: new Set(),
        error: event.error ?? state.error,
      };
    case "load.started":
      return { ...state, loading: event.what, load_error: null };
    case "load.failed":
      return { ...state, loading: "none", load_error: event.message };
    case "loaded":
      return load(state, event.thread, event.newest, event.known);
    case "older.loaded":
      return prepend(state, event.page);
  }
}

function withItems(state: ThreadState, items: ThreadItem[]): ThreadState {
  return { ...state, items };
}

function putItem(state: ThreadState, item: ThreadItem, open: boolean): ThreadState {
  const at = state.items.findIndex((known) => known.id === item.id);
  const items = at < 0 ? [...state.items, item] : state.items.with(at, item);
  const open_items = new Set(state.open_items);
  if (open) open_items.add(item.id);
  else open_items.delete(item.id);
  const outgoing = item.type === "user_message" ? null : state.outgoing;
  const turn = state.turn && { ...state.turn, progress: null };
  return { ...state, items, open_items, outgoing, turn };
}

function startTurn(state: ThreadState, outgoing: UserMessage | null, keepUntil: string | null): ThreadState {
  const last = keepUntil === null ? -1 : state.items.findIndex((item) => item.id === keepUntil);
  return {
    ...state,
    items: last < 0 ? state.items : state.items.slice(0, last + 1),
    outgoing,
    turn: { allow_cancel: true, progress: null },
    stopped: false,
    error: null,
    notices: [],
  };
}

/** Takes the newest page as the server has it, and keeps what streams at this moment and older pages. */
function load(
  state: ThreadState,
  thread: Thread,
  newest: Page<ThreadItem>,
  known: ReadonlySet<string>,
): ThreadState {
  const items = newest.data.toReversed();
  const first = items[0];
  const overlap = first ? state.items.findIndex((item) => item.id === first.id) : -1;
  const earlier = overlap > 0 ? state.items.slice(0, overlap) : [];
  const fresh = new Set(items.map((item) => item.id));
  // What an answer has brought since is in no such page, and neither is what it still writes.
  const live = state.items.filter(
    ({ id }) => !fresh.has(id) && (!known.has(id) || (state.turn !== null && state.open_items.has(id))),
  );
  return {
    ...state,
    thread,
    items: [...earlier, ...items, ...live],
    older: overlap > 0 ? state.older : olderCursor(newest),
    loading: "none",
    load_error: null,
  };
}

function prepend(state: ThreadState, page: Page<ThreadItem>): ThreadState {
  const known = new Set(state.items.map((item) => item.id));
  const older = page.data.toReversed().filter((item) => !known.has(item.id));
  return { ...state, items: [...older, ...state.items], older: olderCursor(page), loading: "none" };
}

function olderCursor(page: Page<ThreadItem>): ThreadState["older"] {
  return page.has_more ? { after: page.after } : null;
}
