import { readItem, type ThreadItem } from "./items";
import { isRecord, list, record, strings, text, textOrNull } from "./read";

export type ThreadStatus =
  { type: "active" } | { type: "locked"; reason: string | null } | { type: "closed"; reason: string | null };

export interface Thread {
  id: string;
  title: string | null;
  created_at: string;
  status: ThreadStatus;
  allowed_image_domains: string[];
}

export interface Page<T> {
  data: T[];
  has_more: boolean;
  after: string | null;
}

export function readThread(value: unknown): Thread | null {
  if (!isRecord(value) || typeof value["id"] !== "string") return null;
  return {
    id: value["id"],
    title: textOrNull(value["title"]),
    created_at: text(value["created_at"]),
    status: readStatus(value["status"]),
    allowed_image_domains: strings(value["allowed_image_domains"]),
  };
}

function readStatus(value: unknown): ThreadStatus {
  const status = record(value);
  const type = status["type"];
  if (type === "locked" || type === "closed") return { type, reason: textOrNull(status["reason"]) };
  return { type: "active" };
}

function readPage<T>(value: unknown, read: (entry: unknown) => T | null): Page<T> {
  const page = record(value);
  return {
    data: list(page["data"], read),
    has_more: page["has_more"] === true,
    after: textOrNull(page["after"]),
  };
}

export function readItemPage(value: unknown): Page<ThreadItem> {
  return readPage(value, readItem);
}

export function readThreadPage(value: unknown): Page<Thread> {
  return readPage(value, readThread);
}
