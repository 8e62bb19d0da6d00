import {
  readAssistantContent,
  readImageUrl,
  readItem,
  readWidget,
  type AssistantContent,
  type ThreadItem,
  type WidgetNode,
} from "./items";
import { index, isRecord, numberOrNull, oneOf, record, text, textOrNull, type Json } from "./read";
import { readAnnotation, type Annotation } from "./sources";
import { readTask, type Task } from "./tasks";
import { readThread, type Thread } from "./threads";

const LEVELS = ["info", "warning", "danger"] as const;
export type NoticeLevel = (typeof LEVELS)[number];

export type ItemUpdate =
  | { type: "part.added"; content_index: number; content: AssistantContent }
  | { type: "part.delta"; content_index: number; delta: string }
  | { type: "part.annotation"; content_index: number; annotation_index: number; annotation: Annotation }
  | { type: "part.done"; content_index: number; content: AssistantContent }
  | { type: "widget.text"; component_id: string; delta: string; done: boolean }
  | { type: "widget.component"; component_id: string; component: WidgetNode }
  | { type: "widget.root"; widget: WidgetNode }
  | { type: "task"; task_index: number; task: Task }
  | { type: "image"; url: string | null; progress: number | null };

export type StreamEvent =
  | { type: "thread"; created: boolean; thread: Thread }
  | { type: "item.added"; item: ThreadItem }
  | { type: "item.done"; item: ThreadItem }
  | { type: "item.replaced"; item: ThreadItem }
  | { type: "item.updated"; item_id: string; update: ItemUpdate }
  | { type: "item.removed"; item_id: string }
  | { type: "stream_options"; allow_cancel: boolean }
  | { type: "progress"; icon: string | null; text: string }
  | { type: "effect"; name: string; data: Json }
  | { type: "error"; message: string | null; allow_retry: boolean }
  | { type: "notice"; level: NoticeLevel; message: string; title: string | null };

/** Reads one event of a stream, or null for one that this version does not know or cannot use. */
export function readEvent(value: unknown): StreamEvent | null {
  if (!isRecord(value)) return null;
  switch (value["type"]) {
    case "thread.created":
    case "thread.updated":
      return threadEvent(value);
    case "thread.item.added":
      return itemEvent("item.added", value);
    case "thread.item.done":
      return itemEvent("item.done", value);
    case "thread.item.replaced":
      return itemEvent("item.replaced", value);
    case "thread.item.updated":
      return updateEvent(value);
    case "thread.item.removed":
      return { type: "item.removed", item_id: text(value["item_id"]) };
    default:
      return ephemeralEvent(value);
  }
}

function ephemeralEvent(value: Json): StreamEvent | null {
  switch (value["type"]) {
    case "stream_options":
      return {
        type: "stream_options",
        allow_cancel: record(value["stream_options"])["allow_cancel"] !== false,
      };
    case "progress_update":
      return { type: "progress", icon: textOrNull(value["icon"]), text: text(value["text"]) };
    case "client_effect":
      return { type: "effect", name: text(value["name"]), data: record(value["data"]) };
    case "error":
      return {
        type: "error",
        message: textOrNull(value["message"]),
        allow_retry: value["allow_retry"] === true,
      };
    case "notice":
      return {
        type: "notice",
        level: oneOf(value["level"], LEVELS, "info"),
        message: text(value["message"]),
        title: textOrNull(value["title"]),
      };
    default:
      return null;
  }
}

function threadEvent(value: Json): StreamEvent | null {
  const thread = readThread(value["thread"]);
  return thread && { type: "thread", created: value["type"] === "thread.created", thread };
}

function itemEvent(type: "item.added" | "item.done" | "item.replaced", value: Json): StreamEvent | null {
  const item = readItem(value["item"]);
  return item && { type, item };
}

function updateEvent(value: Json): StreamEvent | null {
  const update = readUpdate(record(value["update"]));
  return update && { type: "item.updated", item_id: text(value["item_id"]), update };
}

function readUpdate(value: Json): ItemUpdate | null {
  const type = text(value["type"]);
  if (type.startsWith("assistant_message.content_part.")) return readPartUpdate(type, value);
  switch (type) {
    case "widget.streaming_text.value_delta":
      return {
        type: "widget.text",
        component_id: text(value["component_id"]),
        delta: text(value["delta"]),
        done: value["done"] === true,
      };
    case "widget.component.updated":
      return {
        type: "widget.component",
        component_id: text(value["component_id"]),
        component: readWidget(value["component"]),
      };
    case "widget.root.updated":
      return { type: "widget.root", widget: readWidget(value["widget"]) };
    case "workflow.task.added":
    case "workflow.task.updated":
      return readTaskUpdate(value);
    case "generated_image.updated":
      return { type: "image", url: readImageUrl(value["image"]), progress: numberOrNull(value["progress"]) };
    default:
      return null;
  }
}

function readTaskUpdate(value: Json): ItemUpdate | null {
  const task = readTask(value["task"]);
  return task && { type: "task", task_index: index(value["task_index"]), task };
}

function readPartUpdate(type: string, value: Json): ItemUpdate | null {
  const content_index = index(value["content_index"]);
  switch (type) {
    case "assistant_message.content_part.text_delta":
      return { type: "part.delta", content_index, delta: text(value["delta"]) };
    case "assistant_message.content_part.annotation_added": {
      const annotation = readAnnotation(value["annotation"]);
      const annotation_index = index(value["annotation_index"]);
      return annotation && { type: "part.annotation", content_index, annotation_index, annotation };
    }
    case "assistant_message.content_part.added":
    case "assistant_message.content_part.done": {
      const content = readAssistantContent(value["content"]);
      return content && { type: type.endsWith("added") ? "part.added" : "part.done", content_index, content };
    }
    default:
      return null;
  }
}
