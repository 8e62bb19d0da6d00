import { send } from "../http";
import { list, record, text, textOrNull, type Json } from "../read";

/** What was handed to the app from outside: it fills a form, and never acts. */
export type Opening =
  | { kind: "message"; text: string }
  | { kind: "task"; title: string; due: string }
  | { kind: "thread"; threadId: string }
  | { kind: "file"; id: string; name: string }
  | { kind: "folder"; name: string; path: string }
  | { kind: "bundle"; name: string; path: string }
  | { kind: "say"; text: string };

/** Takes what waits; nobody else gets it. */
export async function takeOpenings(): Promise<Opening[]> {
  const told = record(await send("POST", "/api/openings", {}));
  return list(told["openings"], readOpening).filter((opening) => opening !== null);
}

export function readOpening(told: Json): Opening | null {
  const kind = told["kind"];
  if (kind === "message" || kind === "say") return { kind, text: text(told["text"]) };
  if (kind === "task") return { kind, title: text(told["title"]), due: text(told["due"]) };
  if (kind === "thread") return { kind, threadId: text(told["thread_id"]) };
  if (kind === "file") return { kind, id: text(told["id"]), name: text(told["name"]) };
  if (kind === "folder" || kind === "bundle")
    return { kind, name: text(told["name"]), path: text(told["path"]) };
  return null;
}

/** The bytes of a file that was handed over; they can be fetched once. */
export async function openedFile(id: string, name: string): Promise<File> {
  const response = await fetch(`/api/openings/${encodeURIComponent(id)}/file`);
  if (!response.ok) throw new Error(name);
  return new File([await response.blob()], name);
}

export interface Found {
  current: number;
  count: number;
}

/**
 * Searches the page with the window's own search; an empty text ends it. The search finds its own field as well, which
 * stands last in the page: that match is not counted, and passed over.
 */
export async function findInPage(words: string, backwards: boolean): Promise<Found> {
  const found = await search(words, backwards);
  const { current, count } =
    found.current === found.count && found.count > 1 ? await search(words, backwards) : found;
  return { current, count: Math.max(0, count - 1) };
}

async function search(words: string, backwards: boolean): Promise<Found> {
  const told = record(await send("POST", "/api/window/find", { text: words, backwards }));
  return { current: Number(told["current"]), count: Number(told["count"]) };
}

/** The answer to being asked whether to close the window while an answer is being written. */
export async function answerClosing(answer: "background" | "stop"): Promise<void> {
  await send("POST", "/api/window/close", { answer });
}

/** What a click on a notification shows: a conversation, the tasks, or the window as it is. */
type Shows = { thread_id: string } | { tasks: true } | Record<string, never>;

/** Tells the user outside the window; where that is not possible, the page has shown it already. */
export async function notify(title: string, body: string, shows: Shows): Promise<void> {
  await send("POST", "/api/notifications", { title, body, ...shows }).catch(() => undefined);
}

/** The titles of the tasks that the user is to be reminded of; each is handed out once. */
export async function takeReminders(): Promise<string[]> {
  const told = record(await send("POST", "/api/reminders", {}));
  return list(told["reminders"], (each) => text(each["title"]));
}

/** What came of the settings about the desktop. */
export interface Standing {
  tray: string;
  hotkey: string;
  key: string | null;
  autostart: string;
}

/** Null in a browser, which these settings are not about. */
export async function getStanding(): Promise<Standing | null> {
  const told = record(await send("GET", "/api/desk"));
  if (!("tray" in told)) return null;
  const [tray, hotkey, autostart] = [text(told["tray"]), text(told["hotkey"]), text(told["autostart"])];
  return { tray, hotkey, autostart, key: textOrNull(told["key"]) };
}

/** Ends the app; asks before that while an answer is being written. */
export async function quit(): Promise<void> {
  await send("POST", "/api/quit", { ask: true });
}

export interface Finding {
  part: string;
  status: "ok" | "warning" | "failed";
  message: string;
  fix: string;
  about: string;
}

export interface Examination {
  findings: Finding[];
  /** The same without what is the user's, to be shown to others. */
  report: string;
}

/** Looks at every part of the app, which takes some seconds. */
export async function examine(): Promise<Examination> {
  const told = record(await send("POST", "/api/doctor", {}));
  return { findings: list(told["findings"], readFinding), report: text(told["report"]) };
}

function readFinding(told: Json): Finding {
  const status = STATUSES.find((each) => each === told["status"]) ?? "failed";
  const [part, message] = [text(told["part"]), text(told["message"])];
  return { part, status, message, fix: text(told["fix"]), about: text(told["about"]) };
}

const STATUSES = ["ok", "warning", "failed"] as const;

/** Lets the assistant work in one more folder. */
export async function grantFolder(granted: readonly string[], path: string): Promise<void> {
  await send("PUT", "/api/settings", { folders: [...granted, path] });
}

/** Whether this is our own window, which has no search and no zoom but ours; a browser has its own. */
export const inOwnWindow = navigator.userAgent.includes("QtWebEngine");
