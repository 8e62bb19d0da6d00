import { expect, test } from "vitest";
import { readEvent, type StreamEvent } from "../protocol/events";
import { readItem, type ThreadItem } from "../protocol/items";
import { readItemPage, readThread } from "../protocol/threads";
import { reduce } from "./reducer";
import { emptyThread, type ThreadState } from "./thread";

function after(...frames: unknown[]): ThreadState {
  return resume(emptyThread(), ...frames);
}

function resume(state: ThreadState, ...frames: unknown[]): ThreadState {
  return frames
    .map((frame) => readEvent(frame))
    .filter((event): event is StreamEvent => event !== null)
    .reduce(reduce, state);
}

function item(fields: object): ThreadItem {
  const read = readItem({ thread_id: "t", created_at: "", ...fields });
  if (!read) throw new Error("the test gave no item");
  return read;
}

const assistant = { id: "a", type: "assistant_message", content: [] };
const user = { id: "u", type: "user_message", content: [{ type: "input_text", text: "hi" }] };

function added(fields: object) {
  return { type: "thread.item.added", item: fields };
}

function done(fields: object) {
  return { type: "thread.item.done", item: fields };
}

function updated(id: string, update: object) {
  return { type: "thread.item.updated", item_id: id, update };
}

function part(kind: string, fields: object) {
  return updated("a", { type: `assistant_message.content_part.${kind}`, content_index: 0, ...fields });
}

function answered(state: ThreadState) {
  const message = state.items.find((entry) => entry.type === "assistant_message");
  return message?.type === "assistant_message" ? message.content[0] : undefined;
}

test("an answer grows by its deltas and stays open until it is done", () => {
  const streaming = after(
    added(assistant),
    part("added", { content: { type: "output_text", text: "", annotations: [] } }),
    part("text_delta", { delta: "Hel" }),
    part("text_delta", { delta: "lo" }),
  );
  expect(answered(streaming)?.text).toBe("Hello");
  expect(streaming.open_items).toEqual(new Set(["a"]));
  const finished = resume(streaming, done({ ...assistant, content: [{ text: "Hello!" }] }));
  expect(answered(finished)?.text).toBe("Hello!");
  expect(finished.open_items.size).toBe(0);
});

test("a delta before its part was added still counts", () => {
  expect(answered(after(added(assistant), part("text_delta", { delta: "early" })))?.text).toBe("early");
});

test("the end of a part keeps the annotations that were streamed before", () => {
  const source = { type: "url", title: "Tides", url: "https://example.org" };
  const state = after(
    added(assistant),
    part("annotation_added", { annotation_index: 0, annotation: { type: "annotation", source, index: 3 } }),
    part("done", { content: { text: "Done", annotations: [] } }),
  );
  expect(answered(state)).toMatchObject({ text: "Done", annotations: [{ index: 3, source }] });
});

test("an update of an item of another type changes nothing", () => {
  const state = after(done(user), updated("u", { type: "workflow.task.added", task_index: 0, task: {} }));
  expect(state.items).toEqual(after(done(user)).items);
});

test("an update of an item that is not here changes nothing", () => {
  expect(after(part("text_delta", { delta: "lost" })).items).toEqual([]);
});

test("a thread event never wipes the items, though its own page is empty", () => {
  const thread = { id: "t", title: "New", created_at: "", items: { data: [], has_more: false } };
  const state = after(done(user), { type: "thread.updated", thread });
  expect(state.items).toHaveLength(1);
  expect(state.thread?.title).toBe("New");
});

test("an item that is done without having been added is put at the end", () => {
  const state = after(done(user), done({ id: "w", type: "widget", widget: { type: "Card", children: [] } }));
  expect(state.items.map((entry) => entry.id)).toEqual(["u", "w"]);
});

test("an item that is replaced keeps its place", () => {
  const replaced = { type: "thread.item.replaced", item: { ...assistant, content: [{ text: "new" }] } };
  const state = after(done(assistant), done({ id: "e", type: "end_of_turn" }), replaced);
  expect(state.items.map((entry) => entry.id)).toEqual(["a", "e"]);
  expect(answered(state)?.text).toBe("new");
});

test("a removed item is gone, and removing one that was never here is nothing", () => {
  const removed = { type: "thread.item.removed", item_id: "a" };
  expect(after(done(assistant), removed, removed).items).toEqual([]);
});

test("the tasks of a workflow are added and replaced by their places", () => {
  const workflow = { id: "w", type: "workflow", workflow: { type: "custom", tasks: [] } };
  const task = { type: "custom", title: "Read", status_indicator: "loading" };
  const state = after(
    added(workflow),
    updated("w", { type: "workflow.task.added", task_index: 0, task }),
    updated("w", { type: "workflow.task.added", task_index: 1, task: { type: "thought", content: "hm" } }),
    updated("w", {
      type: "workflow.task.updated",
      task_index: 0,
      task: { ...task, status_indicator: "complete" },
    }),
  );
  const [shown] = state.items;
  expect(shown?.type === "workflow" && shown.workflow.tasks).toMatchObject([
    { title: "Read", status_indicator: "complete" },
    { type: "thought", content: "hm" },
  ]);
});

const widget = {
  id: "w",
  type: "widget",
  widget: { type: "Card", children: [{ type: "Row", children: [{ type: "Text", id: "x", value: "a" }] }] },
};

function widgetOf(state: ThreadState): unknown {
  const [shown] = state.items;
  return shown?.type === "widget" ? shown.widget : undefined;
}

test("streamed text is appended to the component that has the id, however deep", () => {
  const delta = { type: "widget.streaming_text.value_delta", component_id: "x", delta: "b", done: true };
  expect(widgetOf(after(added(widget), updated("w", delta)))).toMatchObject({
    children: [{ children: [{ value: "ab", streaming: false }] }],
  });
});

test("a component of a widget is replaced by its id, and so is the child of a transition", () => {
  const nested = { ...widget, widget: { type: "Card", children: { type: "Text", id: "x", value: "a" } } };
  const update = {
    type: "widget.component.updated",
    component_id: "x",
    component: { type: "Title", value: "T" },
  };
  expect(widgetOf(after(added(nested), updated("w", update)))).toEqual({
    type: "Card",
    children: { type: "Title", value: "T" },
  });
});

test("the whole widget is replaced at once", () => {
  const update = { type: "widget.root.updated", widget: { type: "Basic", children: [] } };
  expect(widgetOf(after(added(widget), updated("w", update)))).toEqual({ type: "Basic", children: [] });
});

test("an image keeps its last picture while only its progress moves", () => {
  const image = { id: "g", type: "generated_image" };
  const update = (fields: object) => updated("g", { type: "generated_image.updated", ...fields });
  const state = after(
    added(image),
    update({ image: { id: "i", url: "data:image/png;base64,AA" }, progress: 0.2 }),
    update({ progress: 0.9 }),
  );
  expect(state.items[0]).toMatchObject({ url: "data:image/png;base64,AA", progress: 0.9 });
});

const started = { type: "turn.started", outgoing: null, keep_until: null } as const;

test("what happens in a turn is shown while it lasts", () => {
  const turn = reduce(emptyThread(), started);
  const running = resume(
    turn,
    { type: "stream_options", stream_options: { allow_cancel: false } },
    { type: "progress_update", text: "Looking" },
  );
  expect(running.turn).toEqual({ allow_cancel: false, progress: { icon: null, text: "Looking" } });
  expect(resume(running, added(assistant)).turn?.progress).toBeNull();
  const ended = reduce(running, { type: "turn.ended", error: null, stopped: true });
  expect(ended).toMatchObject({ turn: null, stopped: true });
});

test("an error of the stream outlives its turn and goes with the next one", () => {
  const failed = resume(reduce(emptyThread(), started), { type: "error", message: "No.", allow_retry: true });
  const ended = reduce(failed, { type: "turn.ended", error: null, stopped: false });
  expect(ended.error).toEqual({ kind: "server", message: "No.", allow_retry: true });
  expect(reduce(ended, started).error).toBeNull();
});

test("notices add up and can be dismissed one by one", () => {
  const notice = { type: "notice", level: "warning", message: "Careful" };
  const two = after(notice, { ...notice, level: "sparkling", title: "T" });
  expect(two.notices.map(({ level, title }) => [level, title])).toEqual([
    ["warning", null],
    ["info", "T"],
  ]);
  const [first] = two.notices;
  expect(reduce(two, { type: "notice.dismissed", id: first?.id ?? -1 }).notices).toHaveLength(1);
});

test("a client effect is an event of the page and leaves the thread alone", () => {
  const before = emptyThread();
  expect(resume(before, { type: "client_effect", name: "celebrate", data: {} })).toBe(before);
});

test("what the user sent is shown until the server confirms it", () => {
  const outgoing = item({ ...user, id: "outgoing" });
  if (outgoing.type !== "user_message") throw new Error("the test gave no message");
  const sent = reduce(emptyThread(), { ...started, outgoing });
  expect(sent.outgoing).toBe(outgoing);
  expect(resume(sent, done(user)).outgoing).toBeNull();
});

test("asking again drops everything behind the message that is asked again", () => {
  const state = after(done(user), done(assistant));
  const retried = reduce(state, { ...started, keep_until: "u" });
  expect(retried.items.map((entry) => entry.id)).toEqual(["u"]);
});

function page(ids: readonly string[], more: boolean) {
  const data = ids.map((id) => ({ id, type: "end_of_turn" }));
  return readItemPage({ data, has_more: more, after: ids.at(-1) });
}

const thread = readThread({ id: "t", created_at: "" });

function loaded(state: ThreadState, ids: readonly string[], more = false, asked = state): ThreadState {
  if (!thread) throw new Error("the test gave no thread");
  const known = new Set(asked.items.map(({ id }) => id));
  return reduce(state, { type: "loaded", thread, newest: page(ids, more), known });
}

test("a loaded thread shows the newest page in the order of time, and older pages before it", () => {
  const newest = loaded(emptyThread(), ["4", "3"], true);
  expect(newest.items.map((entry) => entry.id)).toEqual(["3", "4"]);
  expect(newest.older).toEqual({ after: "3" });
  const all = reduce(newest, { type: "older.loaded", page: page(["3", "2", "1"], false) });
  expect(all.items.map((entry) => entry.id)).toEqual(["1", "2", "3", "4"]);
  expect(all.older).toBeNull();
});

test("loading again keeps older pages that were already read", () => {
  const read = reduce(loaded(emptyThread(), ["4", "3"], true), {
    type: "older.loaded",
    page: page(["2"], false),
  });
  const again = loaded(read, ["5", "4", "3"], true);
  expect(again.items.map((entry) => entry.id)).toEqual(["2", "3", "4", "5"]);
  expect(again.older).toBeNull();
});

test("loading again in the middle of an answer keeps the answer", () => {
  const streaming = resume(reduce(loaded(emptyThread(), ["1"]), started), added(assistant));
  expect(loaded(streaming, ["1"]).items.map((entry) => entry.id)).toEqual(["1", "a"]);
});

test("a thread asked for before an answer brought something does not take that away again", () => {
  const before = loaded(emptyThread(), ["1"]);
  const since = resume(before, added(assistant), done(assistant));
  expect(loaded(since, ["1"], false, before).items.map((entry) => entry.id)).toEqual(["1", "a"]);
});

test("loading that fails leaves what was there", () => {
  const state = reduce(loaded(emptyThread(), ["1"]), { type: "load.failed", message: "gone" });
  expect(state).toMatchObject({ loading: "none", load_error: "gone" });
  expect(state.items).toHaveLength(1);
});
