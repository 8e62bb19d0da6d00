import { expect, test } from "vitest";
import { readOpening } from "./api";

test("what was handed over is read as what it is", () => {
  expect(readOpening({ id: "1", kind: "message", text: "hi" })).toEqual({ kind: "message", text: "hi" });
  expect(readOpening({ kind: "folder", name: "Photos", path: "/home/ann/Photos" })).toEqual({
    kind: "folder",
    name: "Photos",
    path: "/home/ann/Photos",
  });
});

test("what is not known is left out", () => {
  expect(readOpening({ kind: "run", command: "rm" })).toBeNull();
});
