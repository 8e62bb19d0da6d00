import type { ChatKitEvents } from "@openai/chatkit";
import type { Json } from "../protocol/read";
import type { ChatKitClient } from "../transport/client";
import type { ThreadSession } from "./session";

export type Emit = <K extends keyof ChatKitEvents>(type: K, detail: ChatKitEvents[K]["detail"]) => void;

export type ClientTool = (call: { name: string; params: Json }) => Promise<Json> | Json;

/** What a thread needs from the element around it. */
export interface Host {
  client: ChatKitClient;
  emit: Emit;
  clientTool: () => ClientTool | undefined;
  /** The server gave this session's thread its id. */
  threadCreated: (session: ThreadSession, threadId: string) => void;
  /** An answer of this session is complete: nothing went wrong, and nobody stopped it. */
  answered: (session: ThreadSession) => void;
}

export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
