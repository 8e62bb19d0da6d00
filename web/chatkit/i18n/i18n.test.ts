import { expect, test } from "vitest";
import { isLoaded, language, loadLanguage, tables } from ".";
import { en } from "./en";

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
}

test("there are texts in Arabic, English, French, German, Japanese and Spanish", () => {
  expect(Object.keys(tables)).toEqual(["ar", "de", "es", "fr", "ja"]);
});

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

test("a regional code takes the table of its language, and an unknown one English", async () => {
  expect((await loadLanguage("de-AT")).t("message.copy")).toBe("Kopieren");
  expect((await loadLanguage("xx")).t("message.copy")).toBe("Copy");
  expect((await loadLanguage("constructor")).t("message.copy")).toBe("Copy");
});

test("English is there at once, and what has no table is English", () => {
  expect([isLoaded("en-GB"), isLoaded("xx"), isLoaded("fr-CA")]).toEqual([true, true, false]);
});

test("a language that is written from right to left says so", () => {
  expect(language("ar").direction).toBe("rtl");
  expect(language("he").direction).toBe("rtl");
  expect(language("en-GB").direction).toBe("ltr");
});

test("one is singular", async () => {
  expect(language("en").count("sources", 1)).toBe("1 source");
  expect((await loadLanguage("de")).count("sources", 3)).toBe("3 Quellen");
});
