import { ask, send } from "./http";
import { list, record, text, textOrNull, type Json } from "./read";
import type { MessageInfo } from "../chatkit";

/** A message in which the words were found, or a conversation by its title where `itemId` is null. */
export interface Hit {
  threadId: string;
  title: string | null;
  itemId: string | null;
  createdAt: string;
  /** Every second piece is what was found. */
  excerpt: string[];
}

export interface AnswerChange {
  what: string;
  undone: boolean;
}

export interface Undone {
  undone: string[];
  problems: string[];
}

export async function searchConversations(query: string): Promise<Hit[]> {
  const found = record(await send("GET", `/api/search?q=${encodeURIComponent(query)}`));
  return list(found["hits"], (hit) => ({
    threadId: text(hit["thread_id"]),
    title: textOrNull(hit["title"]),
    itemId: textOrNull(hit["item_id"]),
    createdAt: text(hit["created_at"]),
    excerpt: texts(hit["excerpt"]),
  }));
}

export async function messageInfo(
  threadId: string,
  ids: readonly string[],
): Promise<Record<string, MessageInfo>> {
  const facts = record(record(await send("POST", `${thread(threadId)}/facts`, { ids }))["facts"]);
  return Object.fromEntries(Object.entries(facts).map(([id, told]) => [id, readInfo(record(told))]));
}

function readInfo(told: Json): MessageInfo {
  const [model, sentTo] = [textOrNull(told["model"]), texts(told["sent_to"])];
  const branch = record(told["branch"]);
  const count = Number(branch["count"] ?? 0);
  return {
    changes: Number(told["changes"] ?? 0),
    ...(model !== null && { model }),
    ...(sentTo.length > 0 && { sentTo: sentTo.join(", ") }),
    ...(count > 1 && { branch: { index: Number(branch["index"]), count } }),
  };
}

export async function editMessage(threadId: string, itemId: string, words: string): Promise<string> {
  const edited = record(await send("POST", `${item(threadId, itemId)}/edit`, { text: words }));
  return text(edited["item_id"]);
}

export async function showVersion(threadId: string, itemId: string, index: number): Promise<void> {
  await send("POST", `${item(threadId, itemId)}/version`, { index });
}

export async function changesOfAnswer(threadId: string, itemId: string): Promise<AnswerChange[]> {
  const told = record(await send("GET", `${item(threadId, itemId)}/changes`));
  return list(told["changes"], (change) => ({
    what: text(change["what"]),
    undone: change["undone"] === true,
  }));
}

export async function undoAnswer(threadId: string, itemId: string): Promise<Undone> {
  const told = record(await send("POST", `${item(threadId, itemId)}/undo`, {}));
  return { undone: texts(told["undone"]), problems: texts(told["problems"]) };
}

/** A picture from elsewhere: the server loads it, for the page may ask nobody but the server. */
export async function loadPicture(address: string): Promise<Blob> {
  return (await ask("POST", "/api/pictures", { address })).blob();
}

/** Where the conversation is had as a file. */
export function exportAddress(threadId: string, format: "markdown" | "json"): string {
  return `${thread(threadId)}/export?format=${format}`;
}

function thread(threadId: string): string {
  return `/api/threads/${encodeURIComponent(threadId)}`;
}

function item(threadId: string, itemId: string): string {
  return `${thread(threadId)}/items/${encodeURIComponent(itemId)}`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}
