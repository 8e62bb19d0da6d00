import { expect, test } from "vitest";
import { reveal } from "./reveal";

test.each([
  ["evil\u202egnp.exe", "evil⟨U+202E⟩gnp.exe"],
  ["a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩"],
  ["\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"],
  ["soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"],
  ["rm\u200d -rf", "rm⟨U+200D⟩ -rf"],
  ["\u200fabc", "⟨U+200F⟩abc"],
  ["tag\u{e0041}", "tag⟨U+E0041⟩"],
])("the hidden sign in %j is written out", (given, expected) => {
  expect(reveal(given)).toBe(expected);
});

test.each(["Grüße", "می‌خواهم", "👩‍💻", "क्‍ष", "سلام", "日本語", "\ttab\nline"])(
  "the words %s stay as they are",
  (words) => {
    expect(reveal(words)).toBe(words);
  },
);
