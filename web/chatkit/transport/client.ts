import { record, text } from "../protocol/read";
import { readFrames } from "./sse";

export interface ClientConfig {
  url: string;
  fetch: typeof fetch;
  locale: string;
}

/** The server answered, but not with what was asked for; `message` is fit to be shown. */
export class RequestError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = "RequestError";
    this.status = status;
  }
}

/** Speaks the ChatKit protocol: one POST endpoint that answers with JSON or with a stream of events. */
export class ChatKitClient {
  #config: () => ClientConfig;

  constructor(config: () => ClientConfig) {
    this.#config = config;
  }

  async request(type: string, params: object): Promise<unknown> {
    const response = await this.#post(type, params);
    return response.json();
  }

  async *stream(type: string, params: object, signal: AbortSignal): AsyncGenerator {
    const response = await this.#post(type, params, signal);
    if (response.body) yield* readFrames(response.body);
  }

  async upload(url: string, init: RequestInit): Promise<Response> {
    const response = await this.#config().fetch(url, init);
    if (!response.ok) throw await failure(response);
    return response;
  }

  async #post(type: string, params: object, signal?: AbortSignal): Promise<Response> {
    const config = this.#config();
    const response = await config.fetch(config.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": config.locale },
      body: JSON.stringify({ type, params }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw await failure(response);
    return response;
  }
}

async function failure(response: Response): Promise<RequestError> {
  const body: unknown = await response.json().catch(() => null);
  const message = text(record(record(body)["error"])["message"]);
  return new RequestError(message || `${response.status} ${response.statusText}`.trim(), response.status);
}
