import { record, text } from "./read";

/** The server answered with an error; `message` is fit to be shown. A server that is gone gives a TypeError. */
class ApiError extends Error {}

export async function send(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
  options: Pick<RequestInit, "keepalive"> = {},
): Promise<unknown> {
  const response = await fetch(path, {
    ...options,
    method,
    ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const message = text(record(record(answer)["error"])["message"]);
  throw new ApiError(message || `${response.status} ${response.statusText}`.trim());
}

/** A request of the ChatKit protocol that is answered with JSON. */
export function chatkit(type: string, params: object): Promise<unknown> {
  return send("POST", "/chatkit", { type, params });
}
