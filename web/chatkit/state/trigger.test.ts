import { expect, test } from "vitest";
import { triggerAt, withoutTrigger } from "./trigger";

test.each([
  ["@", 1, { kind: "entity", query: "", start: 0 }],
  ["see @wel", 8, { kind: "entity", query: "wel", start: 4 }],
  ["see @wel come", 8, { kind: "entity", query: "wel", start: 4 }],
  ["/su", 3, { kind: "command", query: "su", start: 0 }],
  ["a /su", 5, null],
  ["mail me@example.com", 19, null],
  ["@done and on", 12, null],
  ["", 0, null],
])("%j with the caret at %i asks for %j", (text, caret, expected) => {
  expect(triggerAt(text, caret)).toEqual(expected);
});

test("what was chosen takes the place of the word that asked for it", () => {
  const trigger = triggerAt("see @wel now", 8);
  expect(trigger && withoutTrigger("see @wel now", trigger)).toBe("see now");
});
