import { expect, test } from "vitest";
import { tables } from ".";
import { en } from "./en";

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
}

test.each(Object.entries(tables))(
  "the table %s has every text with the same values in it",
  async (_, load) => {
    const table = await load();
    expect(Object.keys(table).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const [key, text] of Object.entries(en)) {
      const translated = Object.entries(table).find(([name]) => name === key)?.[1] ?? "";
      expect(translated.trim()).not.toBe("");
      expect(placeholders(translated)).toEqual(placeholders(text));
    }
  },
);
