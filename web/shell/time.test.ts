import { expect, test } from "vitest";
import { dueWords, taskGroup, threadGroup } from "./time";

const NOW = new Date(2026, 10, 23, 12, 0);

function open(due: string | null) {
  return { due, done: false };
}

test.each([
  [open("2026-11-22"), "overdue"],
  [open("2026-11-23"), "today"],
  [open("2026-11-23T11:59"), "overdue"],
  [open("2026-11-23T15:00"), "today"],
  [open("2026-11-24"), "upcoming"],
  [open(null), "noDate"],
  [open("someday"), "noDate"],
  [{ due: "2026-11-01", done: true }, "done"],
])("the task %j belongs to %s", (task, group) => {
  expect(taskGroup(task, NOW)).toBe(group);
});

test.each([
  ["2026-11-23", "today"],
  ["2026-11-24", "tomorrow"],
  ["2026-11-22", "yesterday"],
  ["2026-11-27", "Friday"],
  ["2026-12-24", "24 December"],
  ["2027-01-02", "2 January 2027"],
  ["2026-11-24T15:00", "tomorrow, 15:00"],
  ["whenever", "whenever"],
])("%s is said as %s", (due, words) => {
  expect(dueWords(due, NOW, "en-GB")).toBe(words);
});

test("the words are those of the user's language", () => {
  expect(dueWords("2026-11-24", NOW, "de")).toBe("morgen");
});

test("conversations are grouped by the day they began, in local time", () => {
  expect(threadGroup("2026-11-23T00:01:00", NOW)).toBe("today");
  expect(threadGroup("2026-11-22T23:59:00", NOW)).toBe("yesterday");
  expect(threadGroup("2026-11-20T10:00:00", NOW)).toBe("earlier");
});
