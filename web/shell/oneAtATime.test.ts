import { expect, test } from "vitest";
import { oneAtATime } from "./oneAtATime";

/** Something that runs until it is ended by hand, and counts how often it was begun. */
function work() {
  const ends: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  const run = oneAtATime(() => new Promise((resolve, reject) => ends.push({ resolve, reject })));
  return { ends, run };
}

test("what is asked for a hundred times while it runs is done once more", async () => {
  const { ends, run } = work();
  const first = run();
  const others = Array.from({ length: 100 }, run);
  expect(ends).toHaveLength(1);
  ends[0]?.resolve();
  await first;
  expect(ends).toHaveLength(2);
  ends[1]?.resolve();
  await Promise.all(others);
  expect(ends).toHaveLength(2);
});

test("what is asked for later is done anew, also after a failure", async () => {
  const { ends, run } = work();
  const first = run();
  const second = run();
  ends[0]?.reject(new Error("no"));
  await expect(first).rejects.toThrow("no");
  ends[1]?.resolve();
  await second;
  void run();
  expect(ends).toHaveLength(3);
});
