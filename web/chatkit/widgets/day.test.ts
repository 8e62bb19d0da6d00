import { expect, test } from "vitest";
import { firstWeekday, formatDay, parseDay } from "./day";

test("a day is read and written in the time of this computer", () => {
  const day = parseDay("2026-12-24");
  expect(day?.getHours()).toBe(0);
  expect(day && formatDay(day)).toBe("2026-12-24");
});

test("what is no day is none", () => {
  for (const value of ["", "2026-02-30", "tomorrow", "2026-13-01"]) expect(parseDay(value)).toBeUndefined();
});

test("a week begins with the day that is usual where the language is spoken", () => {
  expect([firstWeekday("de"), firstWeekday("en-US"), firstWeekday("ar-EG")]).toEqual([1, 0, 6]);
});
