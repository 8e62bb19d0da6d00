import { expect, test } from "vitest";
import { pageLevels } from "./headings";

test.each([
  ["### Only deep ones", { 3: 2 }],
  ["# One\n\n### Three\n\n###### Six", { 1: 2, 3: 3, 6: 4 }],
  ["Title\n=====\n\ntext\n\nPart\n---\n\n#### Deep", { 1: 2, 2: 3, 4: 4 }],
  ["```\n# a comment\n```\n## Real", { 2: 2 }],
  ["no heading, #tag and C#", {}],
  ["# a\n## b\n### c\n#### d\n##### e\n###### f", { 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 6 }],
])("%j has no gaps between its headings", (text, levels) => {
  expect(Object.fromEntries(Object.entries(pageLevels(text)))).toEqual(levels);
});
