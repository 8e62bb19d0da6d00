import { record, type Json } from "../protocol/read";
import { ChatKit } from "./chatkit";

type Answer = (params: Json, signal: AbortSignal | undefined) => Response;

interface Seen {
  type: string;
  params: Json;
}

/** A chat whose `api.fetch` answers by the type of the request, and what it sent and emitted. */
export function chatWith(answers: Record<string, Answer>, options: object = {}) {
  const seen: Seen[] = [];
  const events: [string, unknown][] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const body = record(JSON.parse(typeof init?.body === "string" ? init.body : "null"));
    const request = { type: String(body["type"]), params: record(body["params"]) };
    seen.push(request);
    const answer = answers[request.type];
    if (!answer) throw new TypeError("the network is gone");
    return answer(request.params, init?.signal ?? undefined);
  };
  const chat = new ChatKit((type, detail) => events.push([type, detail]));
  chat.setOptions({ api: { url: "/chatkit", domainKey: "local", fetch }, locale: "en", ...options });
  return { chat, seen, events };
}

/** Events as a stream of them. */
export function frames(...events: object[]): Response {
  return new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));
}

/** An answer that is not streamed. */
export function json(value: unknown, status = 200): Response {
  return Response.json(value, { status });
}
