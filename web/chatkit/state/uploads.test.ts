import { expect, test } from "vitest";
import { sortOut } from "./uploads";

function file(name: string, size: number, type: string): File {
  return new File([new Uint8Array(size)], name, { type });
}

test("a file is taken by its type or by its ending", () => {
  const accept = { "image/*": [".png"], "text/plain": [".txt", ".MD"] };
  const files = [
    file("a.webp", 1, "image/webp"),
    file("b.md", 1, ""),
    file("c.exe", 1, "application/x-msdownload"),
  ];
  const { accepted, refused } = sortOut(files, { enabled: true, accept }, 0);
  expect(accepted.map(({ name }) => name)).toEqual(["a.webp", "b.md"]);
  expect(refused).toEqual([{ reason: "notAccepted", name: "c.exe", limit: 0 }]);
});

test("the limit of the nearest type counts", () => {
  const maxSize = { "image/png": 1, "image/*": 2, "*": 3 };
  const files = [
    file("p.png", 2, "image/png"),
    file("w.webp", 2, "image/webp"),
    file("t.txt", 4, "text/plain"),
  ];
  const { accepted, refused } = sortOut(files, { enabled: true, maxSize }, 0);
  expect(accepted.map(({ name }) => name)).toEqual(["w.webp"]);
  expect(refused.map(({ name, limit }) => [name, limit])).toEqual([
    ["p.png", 1],
    ["t.txt", 3],
  ]);
});

test("what is already attached counts against the number of files", () => {
  const files = [file("a", 1, ""), file("b", 1, "")];
  const { accepted, refused } = sortOut(files, { enabled: true, maxCount: 3 }, 2);
  expect(accepted.map(({ name }) => name)).toEqual(["a"]);
  expect(refused).toEqual([{ reason: "tooMany", name: "b", limit: 3 }]);
});
