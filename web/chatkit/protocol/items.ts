import { isRecord, list, oneOf, strings, text, textOrNull, type Json } from "./read";
import { readAnnotations, type Annotation } from "./sources";
import { readTask, readWorkflow, type Task, type Workflow } from "./tasks";

interface ItemBase {
  id: string;
  thread_id: string;
  created_at: string;
}

export type UserContent =
  | { type: "input_text"; text: string }
  | {
      type: "input_tag";
      id: string;
      text: string;
      data: Json;
      group: string | null;
      interactive: boolean;
    };

export interface Attachment {
  type: "file" | "image";
  id: string;
  name: string;
  mime_type: string;
  preview_url: string | null;
}

export interface AssistantContent {
  text: string;
  annotations: Annotation[];
}

/** A node of a widget tree. What a field holds is checked where it is drawn: the tree comes from a model. */
export interface WidgetNode {
  type: string;
  [field: string]: unknown;
}

export type Question =
  | {
      type: "multiple_choice";
      id: string;
      question: string;
      options: string[];
      multiple: boolean;
      answer: Answer | null;
    }
  | { type: "freeform"; id: string; question: string; description: string | null; answer: Answer | null };

export interface Answer {
  values: string[];
  skipped: boolean;
}

const INPUT_STATUSES = ["pending", "answered", "skipped"] as const;
export type InputStatus = (typeof INPUT_STATUSES)[number];

export type UserMessage = ItemBase & {
  type: "user_message";
  content: UserContent[];
  attachments: Attachment[];
  quoted_text: string | null;
  tool_choice: string | null;
  model: string | null;
};
export type AssistantMessage = ItemBase & { type: "assistant_message"; content: AssistantContent[] };
export type ClientToolCall = ItemBase & {
  type: "client_tool_call";
  status: "pending" | "completed";
  name: string;
  arguments: Json;
};
export type WidgetItem = ItemBase & { type: "widget"; widget: WidgetNode; copy_text: string | null };
export type GeneratedImage = ItemBase & {
  type: "generated_image";
  url: string | null;
  progress: number | null;
};
export type StructuredInput = ItemBase & {
  type: "structured_input";
  status: InputStatus;
  inputs: Question[];
};
export type WorkflowItem = ItemBase & { type: "workflow"; workflow: Workflow };
export type TaskItem = ItemBase & { type: "task"; task: Task };
export type EndOfTurn = ItemBase & { type: "end_of_turn" };
/** An item of a type that this version does not know: `kind` is its name on the wire. */
export type UnknownItem = ItemBase & { type: "unknown"; kind: string };

export type ThreadItem =
  | UserMessage
  | AssistantMessage
  | ClientToolCall
  | WidgetItem
  | GeneratedImage
  | StructuredInput
  | WorkflowItem
  | TaskItem
  | EndOfTurn
  | UnknownItem;

/** Reads an item of a thread, or null for what has no id and so can be neither updated nor shown twice. */
export function readItem(value: unknown): ThreadItem | null {
  if (!isRecord(value) || typeof value["id"] !== "string") return null;
  const base: ItemBase = {
    id: value["id"],
    thread_id: text(value["thread_id"]),
    created_at: text(value["created_at"]),
  };
  switch (value["type"]) {
    case "user_message":
      return { ...base, ...userMessage(value) };
    case "assistant_message":
      return { ...base, type: "assistant_message", content: list(value["content"], readAssistantContent) };
    case "client_tool_call":
      return { ...base, ...clientToolCall(value) };
    case "widget":
      return {
        ...base,
        type: "widget",
        widget: readWidget(value["widget"]),
        copy_text: textOrNull(value["copy_text"]),
      };
    case "generated_image":
      return { ...base, type: "generated_image", url: readImageUrl(value["image"]), progress: null };
    case "structured_input":
      return { ...base, ...structuredInput(value) };
    case "workflow":
      return { ...base, type: "workflow", workflow: readWorkflow(value["workflow"]) };
    case "task":
      return { ...base, ...taskItem(value["task"]) };
    case "end_of_turn":
      return { ...base, type: "end_of_turn" };
    default:
      return { ...base, type: "unknown", kind: text(value["type"]) };
  }
}

function userMessage(value: Json): Omit<UserMessage, keyof ItemBase> {
  const inference = isRecord(value["inference_options"]) ? value["inference_options"] : {};
  const tool = inference["tool_choice"];
  return {
    type: "user_message",
    content: list(value["content"], readUserContent),
    attachments: list(value["attachments"], readAttachment),
    quoted_text: textOrNull(value["quoted_text"]),
    tool_choice: isRecord(tool) ? textOrNull(tool["id"]) : null,
    model: textOrNull(inference["model"]),
  };
}

export function readUserContent(value: unknown): UserContent | null {
  if (!isRecord(value)) return null;
  if (value["type"] !== "input_tag") return { type: "input_text", text: text(value["text"]) };
  return {
    type: "input_tag",
    id: text(value["id"]),
    text: text(value["text"]),
    data: isRecord(value["data"]) ? value["data"] : {},
    group: textOrNull(value["group"]),
    interactive: value["interactive"] === true,
  };
}

export function readAttachment(value: unknown): Attachment | null {
  if (!isRecord(value) || typeof value["id"] !== "string") return null;
  return {
    type: oneOf(value["type"], ["file", "image"], "file"),
    id: value["id"],
    name: text(value["name"]),
    mime_type: text(value["mime_type"]),
    preview_url: textOrNull(value["preview_url"]),
  };
}

export function readAssistantContent(value: unknown): AssistantContent | null {
  if (!isRecord(value)) return null;
  return { text: text(value["text"]), annotations: readAnnotations(value["annotations"]) };
}

function clientToolCall(value: Json): Omit<ClientToolCall, keyof ItemBase> {
  return {
    type: "client_tool_call",
    status: oneOf(value["status"], ["pending", "completed"], "completed"),
    name: text(value["name"]),
    arguments: isRecord(value["arguments"]) ? value["arguments"] : {},
  };
}

export function readWidget(value: unknown): WidgetNode {
  return isRecord(value) ? { ...value, type: text(value["type"]) } : { type: "" };
}

export function readImageUrl(value: unknown): string | null {
  return isRecord(value) ? textOrNull(value["url"]) : null;
}

function structuredInput(value: Json): Omit<StructuredInput, keyof ItemBase> {
  return {
    type: "structured_input",
    status: oneOf(value["status"], INPUT_STATUSES, "skipped"),
    inputs: list(value["inputs"], readQuestion),
  };
}

function readQuestion(value: unknown): Question | null {
  if (!isRecord(value)) return null;
  const base = {
    id: text(value["id"]),
    question: text(value["question"]),
    answer: readAnswer(value["answer"]),
  };
  if (value["type"] !== "multiple_choice") {
    return { ...base, type: "freeform", description: textOrNull(value["description"]) };
  }
  const options = list(value["options"], (option) => (isRecord(option) ? textOrNull(option["value"]) : null));
  return { ...base, type: "multiple_choice", options, multiple: value["multiple"] === true };
}

function readAnswer(value: unknown): Answer | null {
  if (!isRecord(value)) return null;
  return { values: strings(value["values"]), skipped: value["skipped"] === true };
}

function taskItem(value: unknown): Omit<TaskItem, keyof ItemBase> {
  const unreadable: Task = {
    type: "custom",
    status_indicator: "none",
    title: null,
    icon: null,
    content: null,
  };
  return { type: "task", task: readTask(value) ?? unreadable };
}
