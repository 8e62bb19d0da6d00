import { expect, test } from "vitest";
import type { Json } from "../protocol/read";
import { ChatKit } from "./chatkit";
import { chatWith, frames, json } from "./chatkit.testing";

const created = { type: "thread.created", thread: { id: "t1", created_at: "" } };
const asked = {
  type: "thread.item.done",
  item: { id: "u1", type: "user_message", content: [{ type: "input_text", text: "hi" }] },
};

function said(id: string, text: string) {
  return { type: "thread.item.done", item: { id, type: "assistant_message", content: [{ text }] } };
}

test("the first message makes a thread, and the next one goes into it", async () => {
  const { chat, seen, events } = chatWith({
    "threads.create": () => frames(created, asked, said("a1", "hello")),
    "threads.add_user_message": () => frames(said("a2", "again")),
  });
  await chat.sendUserMessage({ text: "hi" });
  await chat.sendUserMessage({ text: "more", reply: "hello", model: "big", toolChoice: { id: "search" } });
  expect(seen.map((request) => request.type)).toEqual(["threads.create", "threads.add_user_message"]);
  expect(seen[1]?.params).toEqual({
    thread_id: "t1",
    input: {
      content: [{ type: "input_text", text: "more" }],
      attachments: [],
      quoted_text: "hello",
      inference_options: { model: "big", tool_choice: { id: "search" } },
    },
  });
  expect(events.filter(([type]) => type !== "chatkit.log")).toEqual([
    ["chatkit.response.start", undefined],
    ["chatkit.thread.change", { threadId: "t1" }],
    ["chatkit.response.end", undefined],
    ["chatkit.response.start", undefined],
    ["chatkit.response.end", undefined],
  ]);
});

test("a second message during an answer is refused", async () => {
  const { chat } = chatWith({ "threads.create": () => new Response(new ReadableStream()) });
  const first = chat.sendUserMessage({ text: "hi" });
  await expect(chat.sendUserMessage({ text: "too soon" })).rejects.toThrow("still being written");
  chat.close();
  await Promise.race([first, Promise.resolve()]);
});

test("a tool that other options no longer have is not chosen any more", async () => {
  const composer = { tools: [{ id: "deep", label: "Deep", icon: "lab" }] };
  const { chat, seen, events } = chatWith({ "threads.create": () => frames(created, asked) }, { composer });
  await chat.setComposerValue({ text: "hi", selectedToolId: "deep" });
  chat.setOptions({ api: chat.options.api });
  await chat.submit();
  expect(seen[0]?.params["input"]).toMatchObject({ inference_options: {} });
  const changes = events.filter(([type]) => type === "chatkit.tool.change").map(([, detail]) => detail);
  expect(changes).toEqual([{ toolId: "deep" }, { toolId: null }]);
});

test("a message that holds nothing is refused", async () => {
  const { chat, seen } = chatWith({});
  await expect(chat.sendUserMessage({})).rejects.toThrow("needs a text");
  expect(seen).toEqual([]);
});

test("what never reached the server is kept and sent again as it was", async () => {
  let up = false;
  const { chat, seen, events } = chatWith({
    "threads.create": () => (up ? frames(created, asked) : json({ error: { message: "Busy." } }, 503)),
  });
  await chat.sendUserMessage({ text: "hi" });
  const failed = chat.session.store.get();
  expect(failed.outgoing?.content).toEqual([{ type: "input_text", text: "hi" }]);
  expect(failed.error).toEqual({ kind: "server", message: "Busy.", allow_retry: true });
  expect(events).toContainEqual(["chatkit.error", { error: expect.objectContaining({ message: "Busy." }) }]);
  up = true;
  await chat.session.retry();
  expect(seen[1]).toEqual(seen[0]);
  expect(chat.session.store.get()).toMatchObject({ outgoing: null, error: null });
});

test("an answer that breaks off keeps its words, and asking again drops them", async () => {
  const { chat, seen } = chatWith({
    "threads.create": () => {
      const head = [created, asked, said("a1", "half")].map((event) => `data: ${JSON.stringify(event)}\n\n`);
      let sent = false;
      return new Response(
        new ReadableStream({
          pull(controller) {
            if (sent) controller.error(new TypeError("network"));
            else controller.enqueue(new TextEncoder().encode(head.join("")));
            sent = true;
          },
        }),
      );
    },
    "threads.retry_after_item": () => frames(said("a2", "whole")),
  });
  await chat.sendUserMessage({ text: "hi" });
  expect(chat.session.store.get()).toMatchObject({
    items: [{ id: "u1" }, { id: "a1" }],
    error: { kind: "connection", allow_retry: true },
  });
  await chat.session.retry();
  expect(seen[1]).toEqual({ type: "threads.retry_after_item", params: { thread_id: "t1", item_id: "u1" } });
  expect(chat.session.store.get().items.map((item) => item.id)).toEqual(["u1", "a2"]);
});

test("stopping ends the request, keeps the words and is no error", async () => {
  let aborted = false;
  let arrived = () => undefined as void;
  const waiting = new Promise<void>((resolve) => (arrived = resolve));
  const { chat } = chatWith({
    "threads.create": (_, signal) =>
      new Response(
        new ReadableStream({
          start(controller) {
            const head = [created, asked, said("a1", "one")].map(
              (event) => `data: ${JSON.stringify(event)}\n\n`,
            );
            controller.enqueue(new TextEncoder().encode(head.join("")));
            signal?.addEventListener("abort", () => {
              aborted = true;
              controller.error(new DOMException("stopped", "AbortError"));
            });
            arrived();
          },
        }),
      ),
  });
  const turn = chat.sendUserMessage({ text: "hi" });
  await waiting;
  await expect.poll(() => chat.session.store.get().items.length).toBe(2);
  chat.session.stop();
  await turn;
  expect(aborted).toBe(true);
  expect(chat.session.store.get()).toMatchObject({ stopped: true, error: null, turn: null });
});

test("a tool of the page runs at the end of its turn, and its result goes back until nothing is asked", async () => {
  const call = { id: "c1", type: "client_tool_call", status: "pending", name: "pick", arguments: { n: 1 } };
  const { chat, seen } = chatWith(
    {
      "threads.create": () => frames(created, asked, { type: "thread.item.done", item: call }),
      "threads.add_client_tool_output": () => frames(said("a1", "thanks")),
    },
    { onClientTool: ({ name, params }: { name: string; params: Json }) => ({ name, ...params }) },
  );
  await chat.sendUserMessage({ text: "hi" });
  expect(seen.at(-1)?.params).toEqual({ thread_id: "t1", result: { name: "pick", n: 1 } });
  expect(chat.session.store.get().items).toMatchObject([{ id: "u1" }, { status: "completed" }, { id: "a1" }]);
});

test("a tool of the page that fails tells the server, so that the thread can go on", async () => {
  const call = { id: "c1", type: "client_tool_call", status: "pending", name: "pick", arguments: {} };
  const { chat, seen } = chatWith(
    {
      "threads.create": () => frames(created, asked, { type: "thread.item.done", item: call }),
      "threads.add_client_tool_output": () => frames(said("a1", "a pity")),
    },
    { onClientTool: () => Promise.reject(new Error("nothing selected")) },
  );
  await chat.sendUserMessage({ text: "hi" });
  expect(seen.at(-1)?.params["result"]).toEqual({ error: "nothing selected" });
});

test("a thread goes on with its answer while another one is shown", async () => {
  let finish = () => undefined as void;
  const { chat } = chatWith({
    "threads.create": () =>
      new Response(
        new ReadableStream({
          start(controller) {
            const write = (event: object) =>
              controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
            write(created);
            write(asked);
            finish = () => {
              write(said("a1", "done meanwhile"));
              controller.close();
            };
          },
        }),
      ),
  });
  const turn = chat.sendUserMessage({ text: "hi" });
  await expect.poll(() => chat.session.id).toBe("t1");
  await chat.setThread(null);
  expect(chat.session.store.get().items).toEqual([]);
  await chat.setThread("t1");
  expect(chat.session.busy).toBe(true);
  finish();
  await turn;
  expect(chat.session.store.get().items.map((item) => item.id)).toEqual(["u1", "a1"]);
});

test("a draft belongs to its thread, also to one that gets its id while it is typed", async () => {
  const { chat } = chatWith({ "threads.create": () => frames(created, asked) });
  await chat.setComposerValue({ text: "hi" });
  const turn = chat.submit();
  chat.composer.change(null, { text: "typed meanwhile" });
  await turn;
  expect(chat.composer.draft("t1").text).toBe("typed meanwhile");
  expect(chat.composer.draft(null).text).toBe("");
});

test("a thread that cannot be loaded says so and can be loaded again", async () => {
  let there = false;
  const { chat, events } = chatWith({
    "threads.get_by_id": () =>
      there ? json({ id: "t9", created_at: "" }) : json({ error: { message: "Not here." } }, 404),
    "items.list": () => json({ data: [{ id: "u1", type: "user_message", content: [] }], has_more: false }),
  });
  await chat.setThread("t9");
  expect(chat.session.store.get()).toMatchObject({ load_error: "Not here.", items: [] });
  there = true;
  await chat.session.load();
  expect(chat.session.store.get()).toMatchObject({ load_error: null, items: [{ id: "u1" }] });
  expect(events.map(([type]) => type)).toContain("chatkit.thread.load.end");
});

test("what was sought in a thread is forgotten with it: who opens it again wants its end", async () => {
  const { chat } = chatWith({
    "threads.get_by_id": () => json({ id: "t9", created_at: "" }),
    "items.list": () => json({ data: [{ id: "u1", type: "user_message", content: [] }], has_more: false }),
  });
  expect(await chat.showItem("t9", "u1")).toBe(true);
  expect(chat.view.get().sought).toEqual({ itemId: "u1" });
  await chat.setThread(null);
  await chat.setThread("t9");
  expect(chat.view.get().sought).toBeNull();
});

test("an action that does not stream puts the new version of its item in place, even during an answer", async () => {
  const shown = { id: "w1", type: "widget", widget: { type: "Card", children: [] } };
  const { chat, seen } = chatWith({
    "threads.create": () => frames(created, { type: "thread.item.done", item: shown }),
    "threads.sync_custom_action": () => json({ updated_item: { ...shown, widget: { type: "Basic" } } }),
  });
  await chat.sendUserMessage({ text: "hi" });
  await chat.session.actSync({ type: "go", payload: { n: 1 } }, "w1");
  expect(seen.at(-1)?.params).toEqual({
    thread_id: "t1",
    action: { type: "go", payload: { n: 1 } },
    item_id: "w1",
  });
  expect(chat.session.store.get().items).toMatchObject([{ widget: { type: "Basic" } }]);
});

test("a tool is chosen for one message, unless it is made to stay", async () => {
  const tools = [
    { id: "once", label: "Once", icon: "bolt" },
    { id: "stay", label: "Stay", icon: "bolt", persistent: true },
  ];
  const { chat, events } = chatWith(
    { "threads.create": () => frames(created, asked) },
    { composer: { tools } },
  );
  await chat.setComposerValue({ text: "hi", selectedToolId: "once" });
  await chat.submit();
  expect(chat.composer.store.get().tool).toBeNull();
  expect(events.filter(([type]) => type === "chatkit.tool.change").map(([, detail]) => detail)).toEqual([
    { toolId: "once" },
    { toolId: null },
  ]);
});

test("the usual model is sent, and it goes when the options no longer have it", async () => {
  const models = [
    { id: "small", label: "Small" },
    { id: "big", label: "Big", default: true },
  ];
  const { chat } = chatWith({}, { composer: { models } });
  expect(chat.composer.store.get().model).toBe("big");
  chat.setOptions({ api: { url: "/chatkit", domainKey: "local" }, composer: { models: models.slice(0, 1) } });
  expect(chat.composer.store.get().model).toBe("small");
});

test("nothing works before the options are given", async () => {
  const chat = new ChatKit(() => undefined);
  await expect(chat.setThread("t")).rejects.toThrow("setOptions");
});
