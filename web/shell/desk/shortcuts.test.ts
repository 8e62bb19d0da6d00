import { expect, test } from "vitest";
import { commandOf } from "./shortcuts";

const NONE = { key: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each([
  [{ key: "f", ctrlKey: true }, "find"],
  [{ key: "N", ctrlKey: true }, "newChat"],
  [{ key: "F1" }, "shortcuts"],
  [{ key: "/", ctrlKey: true, shiftKey: true }, "shortcuts"],
])("the keys %o ask for %s", (keys, command) => {
  expect(commandOf({ ...NONE, ...keys })).toBe(command);
});

test.each([
  [{ key: "f" }],
  [{ key: "f", ctrlKey: true, altKey: true }],
  [{ key: "n", ctrlKey: true, shiftKey: true }],
  [{ key: "constructor", ctrlKey: true }],
])("the keys %o are left to whom they belong", (keys) => {
  expect(commandOf({ ...NONE, ...keys })).toBeNull();
});
