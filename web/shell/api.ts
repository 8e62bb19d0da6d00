import { OFFERS, type Offer } from "./extras";
import type { Frontend } from "./frontend";
import { chatkit, send } from "./http";
import { list, record, text, textOrNull, texts, type Json } from "./read";

export interface AppState {
  ready: boolean;
  version: string;
  model: { provider: string; name: string; label: string; remote: boolean };
  servers: { name: string; status: string; message: string | null }[];
  /** Where the assistant may work. */
  folders: string[];
  notices: Notice[];
  frontend: Frontend;
  /** What the server does beyond ChatKit's protocol. */
  offers: Offer[];
}

export interface Notice {
  level: "info" | "warning" | "danger";
  message: string;
}

export interface Task {
  id: number;
  title: string;
  notes: string | null;
  /** An ISO date, or a date and time with its offset. */
  due: string | null;
  done: boolean;
  priority: "none" | "low" | "medium" | "high";
  project: string | null;
}

export interface ThreadSummary {
  id: string;
  title: string | null;
  created_at: string;
}

export interface ThreadPage {
  threads: ThreadSummary[];
  after: string | null;
}

const THREAD_PAGE = 50;

export async function getState(): Promise<AppState> {
  const state = record(await send("GET", "/api/state"));
  const model = record(state["model"]);
  return {
    ready: state["ready"] === true,
    version: text(state["version"]),
    model: {
      provider: text(model["provider"]),
      name: text(model["name"]),
      label: text(model["label"]),
      remote: model["remote"] === true,
    },
    servers: list(state["servers"], (server) => ({
      name: text(server["name"]),
      status: text(server["status"]),
      message: textOrNull(server["message"]),
    })),
    folders: texts(state["folders"]),
    notices: list(state["notices"], readNotice),
    frontend: state["frontend"] === "openai-cdn" ? "openai-cdn" : "deskhand",
    offers: OFFERS.filter((offer) => Array.isArray(state["offers"]) && state["offers"].includes(offer)),
  };
}

function readNotice(notice: Json): Notice {
  const level = notice["level"];
  return {
    level: level === "warning" || level === "danger" ? level : "info",
    message: text(notice["message"]),
  };
}

function readTask(task: Json): Task {
  const priority = task["priority"];
  return {
    id: Number(task["id"]),
    title: text(task["title"]),
    notes: textOrNull(task["notes"]),
    due: textOrNull(task["due"]),
    done: task["status"] === "done",
    priority: priority === "low" || priority === "medium" || priority === "high" ? priority : "none",
    project: textOrNull(task["project"]),
  };
}

export async function getTasks(): Promise<Task[]> {
  return list(record(await send("GET", "/api/tasks"))["tasks"], readTask);
}

/** `due` may be words, such as "tomorrow 15:00": the server reads them. */
export async function addTask(title: string, due: string): Promise<void> {
  await send("POST", "/api/tasks", { title, ...(due !== "" && { due }) });
}

export async function setTaskDone(id: number, done: boolean): Promise<void> {
  await send("PATCH", `/api/tasks/${id}`, { status: done ? "done" : "open" });
}

export async function deleteTask(id: number): Promise<void> {
  await send("DELETE", `/api/tasks/${id}`);
}

export async function getThreads(after: string | null): Promise<ThreadPage> {
  const params = { limit: THREAD_PAGE, order: "desc", ...(after !== null && { after }) };
  const page = record(await chatkit("threads.list", params));
  return {
    threads: list(page["data"], (thread) => ({
      id: text(thread["id"]),
      title: textOrNull(thread["title"]),
      created_at: text(thread["created_at"]),
    })),
    after: page["has_more"] === true ? textOrNull(page["after"]) : null,
  };
}

export async function renameThread(id: string, title: string): Promise<void> {
  await chatkit("threads.update", { thread_id: id, title });
}

export async function deleteThread(id: string): Promise<void> {
  await chatkit("threads.delete", { thread_id: id });
}

/** What the window looks like. Kept by the server: the page's own storage is lost when the port changes. */
export interface UiSettings {
  theme: "system" | "light" | "dark";
  sidebar: boolean;
  tasks: boolean;
  /** Whether the user was asked where answers come from. */
  welcomed: boolean;
}

export async function getUiSettings(): Promise<UiSettings> {
  const settings = record(await send("GET", "/api/settings/ui"));
  const theme = settings["theme"];
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    sidebar: settings["sidebar"] !== false,
    tasks: settings["tasks"] !== false,
    welcomed: settings["welcomed"] === true,
  };
}

export async function putUiSettings(settings: UiSettings): Promise<void> {
  // Also when the window is closed right after.
  await send("PUT", "/api/settings/ui", settings, { keepalive: true });
}
