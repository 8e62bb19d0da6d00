import { expect, test } from "vitest";
import { readFrames } from "./sse";

const STREAM = new TextEncoder().encode(
  'data: {"text":"Grüße 🐟"}\n\n: a comment\n\ndata: {"n":\ndata: 2}\r\n\r\ndata: not json\n\ndata: {"n":3}',
);
const FRAMES = [{ text: "Grüße 🐟" }, { n: 2 }, { n: 3 }];

function body(chunks: readonly Uint8Array<ArrayBuffer>[], onCancel?: () => void): ReadableStream<Uint8Array> {
  const rest = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = rest.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: () => onCancel?.(),
  });
}

async function all(stream: ReadableStream<Uint8Array>): Promise<unknown[]> {
  const frames: unknown[] = [];
  for await (const frame of readFrames(stream)) frames.push(frame);
  return frames;
}

test("a stream reads the same wherever it is cut in two", async () => {
  for (let at = 0; at <= STREAM.length; at++) {
    expect(await all(body([STREAM.slice(0, at), STREAM.slice(at)]))).toEqual(FRAMES);
  }
});

test("a stream reads the same byte by byte", async () => {
  expect(await all(body([...STREAM].map((byte) => Uint8Array.of(byte))))).toEqual(FRAMES);
});

test("a connection that breaks gives what came before and then its error", async () => {
  let sent = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new TypeError("network"));
      else controller.enqueue(new TextEncoder().encode('data: {"n":1}\n\n'));
      sent = true;
    },
  });
  const frames = readFrames(stream);
  expect(await frames.next()).toMatchObject({ value: { n: 1 } });
  await expect(frames.next()).rejects.toThrow("network");
});

test("a reader that stops early ends the request", async () => {
  let cancelled = false;
  const stream = body([STREAM, STREAM], () => (cancelled = true));
  for await (const _ of readFrames(stream)) break;
  expect(cancelled).toBe(true);
});
