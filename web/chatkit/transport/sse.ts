import { createParser } from "eventsource-parser";

/**
 * Yields the parsed JSON of each `data:` frame. A frame that is not JSON is left out: one broken frame must
 * not end an answer that is otherwise readable.
 */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator {
  const ready: unknown[] = [];
  const parser = createParser({
    onEvent: (event) => {
      const frame = parseJson(event.data);
      if (frame !== undefined) ready.push(frame);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }));
      yield* ready.splice(0);
      if (done) return;
    }
  } finally {
    // A consumer that stops early must also stop the server's work, not only the reading.
    await reader.cancel().catch(() => undefined);
  }
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
