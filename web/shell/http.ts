import { record, text } from "./read";

/** The server answered with an error; `message` is fit to be shown. A server that is gone gives a TypeError. */
class ApiError extends Error {}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export async function send(
  method: Method,
  path: string,
  body?: object,
  options: Pick<RequestInit, "keepalive"> = {},
): Promise<unknown> {
  const response = await ask(method, path, body, options);
  return response.json().catch(() => null);
}

/** The answer as it is, for what is no JSON. */
export async function ask(
  method: Method,
  path: string,
  body?: object,
  options: Pick<RequestInit, "keepalive"> = {},
): Promise<Response> {
  const response = await fetch(path, {
    ...options,
    method,
    ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => null);
  const message = text(record(record(answer)["error"])["message"]);
  throw new ApiError(message || `${response.status} ${response.statusText}`.trim());
}

/** A request of the ChatKit protocol that is answered with JSON. */
export function chatkit(type: string, params: object): Promise<unknown> {
  return send("POST", "/chatkit", { type, params });
}
