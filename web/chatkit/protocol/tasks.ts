import { isRecord, list, numberOrNull, oneOf, strings, text, textOrNull, type Json } from "./read";
import { readSource, type Source } from "./sources";

const STATUSES = ["none", "loading", "complete"] as const;
export type TaskStatus = (typeof STATUSES)[number];

interface TaskBase {
  status_indicator: TaskStatus;
  title: string | null;
}

export type Task =
  | (TaskBase & { type: "custom"; icon: string | null; content: string | null })
  | (TaskBase & { type: "web_search"; title_query: string | null; queries: string[]; sources: Source[] })
  | (TaskBase & { type: "thought"; content: string })
  | (TaskBase & { type: "file"; sources: Source[] })
  | (TaskBase & { type: "image" });

export type WorkflowSummary = { title: string; icon: string | null } | { duration: number };

export interface Workflow {
  type: "custom" | "reasoning";
  tasks: Task[];
  summary: WorkflowSummary | null;
  expanded: boolean;
}

/** Reads a task; one of an unknown type is kept as a custom task, so that its title and words still show. */
export function readTask(value: unknown): Task | null {
  if (!isRecord(value)) return null;
  const base: TaskBase = {
    status_indicator: oneOf(value["status_indicator"], STATUSES, "none"),
    title: textOrNull(value["title"]),
  };
  switch (value["type"]) {
    case "web_search":
      return { ...base, type: "web_search", ...searchFields(value) };
    case "thought":
      return { ...base, type: "thought", content: text(value["content"]) };
    case "file":
      return { ...base, type: "file", sources: list(value["sources"], readSource) };
    case "image":
      return { ...base, type: "image" };
    default:
      return {
        ...base,
        type: "custom",
        icon: textOrNull(value["icon"]),
        content: textOrNull(value["content"]),
      };
  }
}

function searchFields(value: Json) {
  return {
    title_query: textOrNull(value["title_query"]),
    queries: strings(value["queries"]),
    sources: list(value["sources"], readSource),
  };
}

export function readWorkflow(value: unknown): Workflow {
  const fields = isRecord(value) ? value : {};
  return {
    type: oneOf(fields["type"], ["custom", "reasoning"], "custom"),
    tasks: list(fields["tasks"], readTask),
    summary: readSummary(fields["summary"]),
    expanded: fields["expanded"] === true,
  };
}

function readSummary(value: unknown): WorkflowSummary | null {
  if (!isRecord(value)) return null;
  const duration = numberOrNull(value["duration"]);
  if (duration !== null) return { duration };
  const title = textOrNull(value["title"]);
  return title === null ? null : { title, icon: textOrNull(value["icon"]) };
}
