import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

test("the shell knows the element by its public interface only", () => {
  const imports = Object.entries(sources).flatMap(([file, source]) =>
    [...source.matchAll(/(?:from|import)\s*\(?\s*"([^"]*chatkit[^"]*)"/g)].map(
      ([, path]) => `${file} ${path}`,
    ),
  );
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((line) => !/ (?:\.\.\/chatkit|@openai\/chatkit)$/.test(line))).toEqual([]);
});
