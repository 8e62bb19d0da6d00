import type { ItemUpdate } from "../protocol/events";
import type {
  AssistantContent,
  AssistantMessage,
  ThreadItem,
  WidgetItem,
  WorkflowItem,
} from "../protocol/items";
import type { Annotation } from "../protocol/sources";
import type { Task } from "../protocol/tasks";
import { appendValue, updateNode } from "./widgetTree";

type PartUpdate = Extract<ItemUpdate, { type: `part.${string}` }>;
type WidgetUpdate = Extract<ItemUpdate, { type: `widget.${string}` }>;

/** Applies an update to the item that it names; one that does not fit the item's type changes nothing. */
export function updateItem(item: ThreadItem, update: ItemUpdate): ThreadItem {
  switch (update.type) {
    case "part.added":
    case "part.delta":
    case "part.annotation":
    case "part.done":
      return item.type === "assistant_message" ? updatePart(item, update) : item;
    case "widget.text":
    case "widget.component":
    case "widget.root":
      return item.type === "widget" ? updateWidget(item, update) : item;
    case "task":
      return item.type === "workflow" ? updateTask(item, update.task_index, update.task) : item;
    case "image":
      if (item.type !== "generated_image") return item;
      return { ...item, url: update.url ?? item.url, progress: update.progress };
  }
}

function updatePart(item: AssistantMessage, update: PartUpdate): AssistantMessage {
  const content = [...item.content];
  while (content.length <= update.content_index) content.push({ text: "", annotations: [] });
  const part = content[update.content_index] ?? { text: "", annotations: [] };
  content[update.content_index] = changedPart(part, update);
  return { ...item, content };
}

function changedPart(part: AssistantContent, update: PartUpdate): AssistantContent {
  switch (update.type) {
    case "part.added":
      return update.content;
    case "part.delta":
      return { ...part, text: part.text + update.delta };
    case "part.annotation":
      return {
        ...part,
        annotations: withAnnotation(part.annotations, update.annotation_index, update.annotation),
      };
    case "part.done":
      // The `chatkit` package for Python sends `done` without the annotations that it streamed before.
      return {
        text: update.content.text,
        annotations: update.content.annotations.length > 0 ? update.content.annotations : part.annotations,
      };
  }
}

function withAnnotation(annotations: Annotation[], position: number, annotation: Annotation): Annotation[] {
  return annotations.toSpliced(Math.min(position, annotations.length), 1, annotation);
}

function updateWidget(item: WidgetItem, update: WidgetUpdate): WidgetItem {
  switch (update.type) {
    case "widget.root":
      return { ...item, widget: update.widget };
    case "widget.component":
      return { ...item, widget: updateNode(item.widget, update.component_id, () => update.component) };
    case "widget.text": {
      const { component_id, delta, done } = update;
      return {
        ...item,
        widget: updateNode(item.widget, component_id, (node) => appendValue(node, delta, done)),
      };
    }
  }
}

function updateTask(item: WorkflowItem, position: number, task: Task): WorkflowItem {
  const at = Math.min(position, item.workflow.tasks.length);
  return { ...item, workflow: { ...item.workflow, tasks: item.workflow.tasks.toSpliced(at, 1, task) } };
}
