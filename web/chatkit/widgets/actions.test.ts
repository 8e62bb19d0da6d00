import { expect, test } from "vitest";
import { loadingBehavior, readAction, withFields } from "./actions";

test("an action has the documented defaults", () => {
  expect(readAction({ type: "go" })).toEqual({
    type: "go",
    payload: undefined,
    handler: "server",
    loadingBehavior: "auto",
    streaming: true,
  });
  expect(readAction({ payload: 1 })).toBeNull();
});

test("what runs an action decides how that shows, unless the action says so", () => {
  const usual = readAction({ type: "go" });
  const quiet = readAction({ type: "go", loadingBehavior: "none" });
  if (!usual || !quiet) throw new Error("the test gave no action");
  expect(loadingBehavior(usual, "button")).toBe("self");
  expect(loadingBehavior(usual, "control")).toBe("none");
  expect(loadingBehavior(usual, "card")).toBe("container");
  expect(loadingBehavior(quiet, "card")).toBe("none");
});

test("fields go into the payload, and dotted names reach into it", () => {
  const { payload, collisions } = withFields({ id: 7, task: { list: "home" } }, [
    ["task.title", "Milk"],
    ["task.when.day", "2026-12-24"],
    ["urgent", true],
  ]);
  expect(payload).toEqual({
    id: 7,
    task: { list: "home", title: "Milk", when: { day: "2026-12-24" } },
    urgent: true,
  });
  expect(collisions).toEqual([]);
});

test("a field never overwrites what the server fixed", () => {
  const given = { id: 7, task: "fixed" };
  const { payload, collisions } = withFields(given, [
    ["id", "8"],
    ["task.title", "Milk"],
    ["note", "ok"],
  ]);
  expect(payload).toEqual({ id: 7, task: "fixed", note: "ok" });
  expect(collisions).toEqual(["id", "task.title"]);
  expect(given).toEqual({ id: 7, task: "fixed" });
});

test("a field cannot reach the prototype of all objects", () => {
  const { payload, collisions } = withFields(null, [
    ["__proto__.polluted", "yes"],
    ["constructor.prototype.polluted", "yes"],
  ]);
  expect(collisions).toEqual(["__proto__.polluted"]);
  expect(payload).toEqual({ constructor: { prototype: { polluted: "yes" } } });
  expect("polluted" in {}).toBe(false);
});
