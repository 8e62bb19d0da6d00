import { expect, test } from "vitest";
import { readEvent } from "./events";
import { readItem } from "./items";
import { readThread } from "./threads";

const ODD: readonly unknown[] = [
  null,
  undefined,
  0,
  "text",
  true,
  [],
  {},
  [null],
  { type: 7 },
  { type: "?" },
];

const EVENTS = [
  "thread.created",
  "thread.updated",
  "thread.item.added",
  "thread.item.done",
  "thread.item.updated",
  "thread.item.removed",
  "thread.item.replaced",
  "stream_options",
  "progress_update",
  "client_effect",
  "error",
  "notice",
];

const UPDATES = [
  "assistant_message.content_part.added",
  "assistant_message.content_part.text_delta",
  "assistant_message.content_part.annotation_added",
  "assistant_message.content_part.done",
  "assistant_message.content_part.unheard_of",
  "widget.streaming_text.value_delta",
  "widget.component.updated",
  "widget.root.updated",
  "workflow.task.added",
  "workflow.task.updated",
  "generated_image.updated",
];

const ITEMS = [
  "user_message",
  "assistant_message",
  "client_tool_call",
  "widget",
  "generated_image",
  "structured_input",
  "workflow",
  "task",
  "end_of_turn",
];

test.each(EVENTS)("the event %s may lack any field or hold any nonsense", (type) => {
  for (const odd of ODD) {
    const fields = { thread: odd, item: odd, item_id: odd, update: odd, message: odd, data: odd, level: odd };
    expect(() => readEvent({ type, ...fields, text: odd, stream_options: odd })).not.toThrow();
  }
});

test.each(UPDATES)("the update %s may lack any field or hold any nonsense", (type) => {
  for (const odd of ODD) {
    const update = {
      type,
      content_index: odd,
      content: odd,
      delta: odd,
      annotation: odd,
      task: odd,
      widget: odd,
    };
    expect(() => readEvent({ type: "thread.item.updated", item_id: "i", update })).not.toThrow();
  }
});

test.each(ITEMS)("the item %s keeps its type whatever else it holds", (type) => {
  for (const odd of ODD) {
    const read = readItem({
      id: "i",
      type,
      content: odd,
      widget: odd,
      workflow: odd,
      task: odd,
      inputs: odd,
    });
    expect(read?.type).toBe(type);
  }
});

test("an item of an unknown type keeps its name, and one without an id is left out", () => {
  expect(readItem({ id: "i", type: "hologram" })).toMatchObject({ type: "unknown", kind: "hologram" });
  expect(readItem({ type: "hologram" })).toBeNull();
});

test("an event of an unknown type is left out", () => {
  expect(readEvent({ type: "thread.item.exploded" })).toBeNull();
});

test("a thread without a status is active, and a locked one says why", () => {
  expect(readThread({ id: "t" })?.status).toEqual({ type: "active" });
  expect(readThread({ id: "t", status: { type: "locked", reason: "settled" } })?.status).toEqual({
    type: "locked",
    reason: "settled",
  });
});
