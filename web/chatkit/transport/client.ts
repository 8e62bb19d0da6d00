import { record, text } from "../protocol/read";
import { readFrames } from "./sse";
import { upload, type OnProgress, type UploadRequest } from "./upload";

export interface ClientConfig {
  url: string;
  fetch: typeof fetch;
  /** The page gave that `fetch`. */
  ownFetch: boolean;
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

  /** With a `fetch` of the page's own, it is that which sends, and nobody knows how far it is. */
  async upload(url: string, request: UploadRequest, onProgress: OnProgress): Promise<Response> {
    const { fetch, ownFetch } = this.#config();
    const response = ownFetch ? await fetch(url, request) : await upload(url, request, onProgress);
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
