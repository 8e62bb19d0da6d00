import { expect, test } from "vitest";
import { mayHoldMaths, unifyMaths, withMarkers } from "./source";

test.each([
  ["\\(a^2\\)", "$$a^2$$"],
  ["\\[ x \\]", "\n$$\nx\n$$\n"],
  ["$E=mc^2$ holds", "$$E=mc^2$$ holds"],
  ["It costs $5 to $7.", "It costs $5 to $7."],
  ["`$a_1$` and \\(b\\)", "`$a_1$` and $$b$$"],
  ["```\n\\(a\\)\n```", "```\n\\(a\\)\n```"],
  ["$$x$$", "$$x$$"],
])("the formula in %j is written as %j", (given, expected) => {
  expect(unifyMaths(given)).toBe(expected);
});

test("a text without a sign of maths loads nothing for it", () => {
  expect(mayHoldMaths("Hello (there) [you]")).toBe(false);
  expect(mayHoldMaths("\\(x\\)")).toBe(true);
});

function at(index: number | null) {
  return {
    source: { type: "file" as const, title: "T", description: null, group: null, filename: "f" },
    index,
  };
}

test("markers stand at their places, in the order of their numbers", () => {
  expect(withMarkers("One. Two.", [at(4), at(9), at(4)])).toBe(
    "One.[1, 3](#ck-source-1-3) Two.[2](#ck-source-2)",
  );
});

test("places are counted in characters and not in half characters", () => {
  expect(withMarkers("🐟🐟 fish", [at(2)])).toBe("🐟🐟[1](#ck-source-1) fish");
});

test("a place behind the end is the end, and none is no marker", () => {
  expect(withMarkers("x", [at(99), at(null)])).toBe("x[1](#ck-source-1)");
});

test("a marker never lands inside a block of code", () => {
  const text = "a\n```py\ncode\n```\nb";
  expect(withMarkers(text, [at(9)])).toBe("a\n```py\ncode\n```\n[1](#ck-source-1)b");
});
