import { send } from "../http";
import { list, record, text, textOrNull, texts } from "../read";

export interface Setting {
  name: string;
  value: string | string[] | boolean | null;
  kind: "text" | "list" | "flag";
  /** The environment variable that counts before settings.toml. */
  variable: string | null;
  source: "environment" | "file" | "default";
  choices: string[];
  /** Looked at only when the app starts. */
  atStart: boolean;
}

export async function getSettings(): Promise<Setting[]> {
  return list(record(await send("GET", "/api/settings"))["settings"], (setting) => ({
    name: text(setting["name"]),
    value: readValue(setting["value"]),
    kind: KINDS.find((kind) => kind === setting["kind"]) ?? "text",
    variable: textOrNull(setting["variable"]),
    source: SOURCES.find((source) => source === setting["source"]) ?? "default",
    choices: texts(setting["choices"]),
    atStart: setting["at_start"] === true,
  }));
}

function readValue(value: unknown): Setting["value"] {
  if (typeof value === "boolean") return value;
  return Array.isArray(value) ? texts(value) : textOrNull(value);
}

const KINDS = ["text", "list", "flag"] as const;
const SOURCES = ["environment", "file", "default"] as const;

/** Keeps a setting in settings.toml; null takes it out. */
export async function putSetting(name: string, value: Setting["value"]): Promise<void> {
  await send("PUT", "/api/settings", { [name]: value });
}

export interface Memory {
  id: string;
  text: string;
  threadId: string | null;
}

export async function getMemories(): Promise<Memory[]> {
  return list(record(await send("GET", "/api/memories"))["memories"], (memory) => ({
    id: text(memory["id"]),
    text: text(memory["text"]),
    threadId: textOrNull(memory["thread_id"]),
  }));
}

export async function addMemory(words: string): Promise<void> {
  await send("POST", "/api/memories", { text: words });
}

export async function changeMemory(id: string, words: string): Promise<void> {
  await send("PATCH", `/api/memories/${id}`, { text: words });
}

export async function deleteMemory(id: string): Promise<void> {
  await send("DELETE", `/api/memories/${id}`);
}

export interface Instructions {
  everywhere: string;
  folders: { folder: string; text: string; granted: boolean }[];
}

export async function getInstructions(): Promise<Instructions> {
  const answer = record(await send("GET", "/api/instructions"));
  return {
    everywhere: text(answer["everywhere"]),
    folders: list(answer["folders"], (each) => ({
      folder: text(each["folder"]),
      text: text(each["text"]),
      granted: each["granted"] === true,
    })),
  };
}

/** Instructions for one folder, or for everything where `folder` is null. */
export async function putInstructions(folder: string | null, words: string): Promise<void> {
  await send("PUT", "/api/instructions", { folder, text: words });
}
