import { expect, test } from "vitest";
import { language, tables } from ".";
import { en } from "./en";

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
}

test.each(Object.entries(tables))("the table %s has every text with the same values in it", (_, table) => {
  expect(Object.keys(table).toSorted()).toEqual(Object.keys(en).toSorted());
  for (const [key, text] of Object.entries(en)) {
    const translated = Object.entries(table).find(([name]) => name === key)?.[1] ?? "";
    expect(translated.trim()).not.toBe("");
    expect(placeholders(translated)).toEqual(placeholders(text));
  }
});

test("a regional code takes the table of its language, and an unknown one English", () => {
  expect(language("de-AT").t("message.copy")).toBe("Kopieren");
  expect(language("xx").t("message.copy")).toBe("Copy");
  expect(language("constructor").t("message.copy")).toBe("Copy");
});

test("a language that is written from right to left says so", () => {
  expect(language("ar").direction).toBe("rtl");
  expect(language("en-GB").direction).toBe("ltr");
});

test("one is singular", () => {
  expect(language("en").count("sources", 1)).toBe("1 source");
  expect(language("de").count("sources", 3)).toBe("3 Quellen");
});
