import type { Attachment, UserContent } from "../protocol/items";
import type { MessageDraft } from "./message";
import { Store } from "./store";

export type Tag = Extract<UserContent, { type: "input_tag" }>;

/** A file on its way to the server. */
export interface Upload {
  key: string;
  name: string;
  failed: boolean;
  /** The part of it that is there, from 0 to 1; null where that cannot be known. */
  done: number | null;
}

/** Why a file is not taken. `limit` is in bytes, or in files. */
export interface Refusal {
  reason: "tooLarge" | "tooMany" | "notAccepted";
  name: string;
  limit: number;
}

export interface Draft {
  text: string;
  tags: readonly Tag[];
  attachments: readonly Attachment[];
  uploads: readonly Upload[];
  /** The files that were not taken when some were brought last. */
  refusals: readonly Refusal[];
  quoted_text: string | null;
  /** Messages that are sent when the answer that is being written is complete. */
  queued: readonly MessageDraft[];
}

export interface ComposerState {
  drafts: ReadonlyMap<string, Draft>;
  tool: string | null;
  model: string | null;
}

const EMPTY: Draft = {
  text: "",
  tags: [],
  attachments: [],
  uploads: [],
  refusals: [],
  quoted_text: null,
  queued: [],
};
const NEW_THREAD = "";

/** What is typed and not sent, one draft for each thread, and the tool and model chosen for what comes next. */
export class Composer {
  readonly store = new Store<ComposerState>({ drafts: new Map(), tool: null, model: null });

  draft(threadId: string | null): Draft {
    return draftOf(this.store.get(), threadId);
  }

  change(threadId: string | null, change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)): void {
    const draft = this.draft(threadId);
    const changed = { ...draft, ...(typeof change === "function" ? change(draft) : change) };
    this.#put(threadId, changed);
  }

  /** Empties the field; what waits to be sent goes on waiting. */
  clear(threadId: string | null): void {
    this.#put(threadId, { ...EMPTY, queued: this.draft(threadId).queued });
  }

  /** What was typed for a new thread belongs to that thread once the server gave it an id. */
  adopt(threadId: string): void {
    this.#put(threadId, this.draft(null));
    this.#put(null, EMPTY);
  }

  #put(threadId: string | null, draft: Draft): void {
    const drafts = new Map(this.store.get().drafts).set(threadId ?? NEW_THREAD, draft);
    this.store.update({ drafts });
  }
}

export function draftOf(state: ComposerState, threadId: string | null): Draft {
  return state.drafts.get(threadId ?? NEW_THREAD) ?? EMPTY;
}

/** The parts of a message in the order they are read: tags before the words. */
export function draftContent(draft: Draft): UserContent[] {
  const words = draft.text.trim();
  return [...draft.tags, ...(words === "" ? [] : [{ type: "input_text" as const, text: words }])];
}
