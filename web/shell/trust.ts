import { send } from "./http";
import { list, record, text, textOrNull } from "./read";

export interface Change {
  server: string;
  id: number;
  time: string;
  what: string;
  undone: boolean;
  undoable: boolean;
}

/** What was allowed for longer; null where it is not limited by that. */
export interface Permission {
  id: string;
  server: string;
  tool: string;
  folder: string | null;
  thread: string | null;
  expiresAt: string | null;
}

export interface Waiting {
  id: string;
  threadId: string;
  thread: string | null;
  tool: string;
}

export interface Permissions {
  permissions: Permission[];
  waiting: Waiting[];
}

/** The newest changes, at most `limit`. */
export async function getChanges(limit: number): Promise<Change[]> {
  return list(record(await send("GET", `/api/changes?limit=${limit}`))["changes"], (change) => ({
    server: text(change["server"]),
    id: Number(change["id"]),
    time: text(change["time"]),
    what: text(change["what"]),
    undone: change["undone"] === true,
    undoable: change["undoable"] === true,
  }));
}

/** Gives the sentence that says what became of it. */
export async function turnChange(change: Change, way: "undo" | "redo"): Promise<string> {
  const told = await send("POST", `/api/changes/${change.server}/${change.id}/${way}`, {});
  return text(record(told)["message"]);
}

/** A unified diff, of a task field by field; empty where there is nothing to compare. */
export async function getDifference(change: Change): Promise<string> {
  return text(record(await send("GET", `/api/changes/${change.server}/${change.id}`))["diff"]);
}

export async function getPermissions(): Promise<Permissions> {
  const answer = record(await send("GET", "/api/permissions"));
  return {
    permissions: list(answer["permissions"], (permission) => ({
      id: text(permission["id"]),
      server: text(permission["server"]),
      tool: text(permission["tool"]),
      folder: textOrNull(permission["folder"]),
      thread: textOrNull(permission["thread"]),
      expiresAt: textOrNull(permission["expires_at"]),
    })),
    waiting: list(answer["waiting"], (question) => ({
      id: text(question["id"]),
      threadId: text(question["thread_id"]),
      thread: textOrNull(question["thread"]),
      tool: text(question["tool"]),
    })),
  };
}

export async function revokePermission(id: string): Promise<void> {
  await send("DELETE", `/api/permissions/${id}`);
}
