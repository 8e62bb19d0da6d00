import { readAttachment, type Attachment } from "../protocol/items";
import { isRecord, record, text, type Json } from "../protocol/read";
import type { Options } from "../options/validate";
import type { ChatKitClient } from "../transport/client";
import type { OnProgress, UploadRequest } from "../transport/upload";
import type { Composer, Refusal, Upload } from "./composer";
import { toError, type Host } from "./host";

type AttachmentOptions = NonNullable<NonNullable<Options["composer"]>["attachments"]>;

const DEFAULT_MAX_SIZE = 100 * 1024 * 1024;
const DEFAULT_MAX_COUNT = 10;

/** Brings files to the server and shows them in the composer that they were added to. */
export class Uploads {
  #host: Host & { options: Options };
  #composer: Composer;
  #count = 0;

  constructor(host: Host & { options: Options }, composer: Composer) {
    this.#host = host;
    this.#composer = composer;
  }

  /** Uploads what fits the options, and keeps with the draft why the others do not. */
  async add(threadId: string | null, files: readonly File[]): Promise<void> {
    const options = this.#host.options.composer?.attachments;
    if (!options?.enabled) return;
    const draft = this.#composer.draft(threadId);
    const { accepted, refused } = sortOut(files, options, draft.attachments.length + draft.uploads.length);
    this.#composer.change(threadId, { refusals: refused });
    await Promise.all(accepted.map((file) => this.#upload(threadId, file)));
  }

  async remove(threadId: string | null, attachment: Attachment): Promise<void> {
    this.#composer.change(threadId, (draft) => ({
      attachments: draft.attachments.filter((other) => other.id !== attachment.id),
    }));
    await this.#host.client.request("attachments.delete", { attachment_id: attachment.id });
  }

  forget(threadId: string | null, key: string): void {
    this.#composer.change(threadId, (draft) => ({
      uploads: draft.uploads.filter((upload) => upload.key !== key),
    }));
  }

  #put(threadId: string | null, key: string, change: Partial<Upload>): void {
    this.#composer.change(threadId, (draft) => ({
      uploads: draft.uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)),
    }));
  }

  async #upload(threadId: string | null, file: File): Promise<void> {
    const key = `upload-${++this.#count}`;
    const { name } = file;
    this.#composer.change(threadId, (draft) => ({
      uploads: [...draft.uploads, { key, name, failed: false, done: null }],
    }));
    try {
      const attachment = await send(this.#host, file, (done) => this.#put(threadId, key, { done }));
      this.forget(threadId, key);
      this.#composer.change(threadId, (draft) => ({ attachments: [...draft.attachments, attachment] }));
    } catch (reason) {
      this.#put(threadId, key, { failed: true });
      this.#host.emit("chatkit.error", { error: toError(reason) });
    }
  }
}

async function send(
  host: Host & { options: Options },
  file: File,
  onProgress: OnProgress,
): Promise<Attachment> {
  const strategy = host.options.api.uploadStrategy;
  if (!strategy) throw new Error("Attachments need the option api.uploadStrategy.");
  const answer =
    strategy.type === "direct"
      ? await sendDirect(host.client, strategy.uploadUrl, file, onProgress)
      : await sendInTwoPhases(host.client, file, onProgress);
  const attachment = readAttachment(answer);
  if (!attachment) throw new Error("The server did not answer with an attachment.");
  return attachment;
}

async function sendDirect(
  client: ChatKitClient,
  url: string,
  file: File,
  onProgress: OnProgress,
): Promise<unknown> {
  const response = await client.upload(
    url,
    { method: "POST", body: formWith(file), headers: {} },
    onProgress,
  );
  return response.json();
}

async function sendInTwoPhases(client: ChatKitClient, file: File, onProgress: OnProgress): Promise<unknown> {
  const created = await client.request("attachments.create", {
    name: file.name,
    size: file.size,
    mime_type: file.type || "application/octet-stream",
  });
  const descriptor: Json = record(record(created)["upload_descriptor"]);
  const headers = isRecord(descriptor["headers"]) ? descriptor["headers"] : {};
  const put = descriptor["method"] === "PUT";
  const sent: UploadRequest = {
    method: put ? "PUT" : "POST",
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)])),
    body: put ? file : formWith(file),
  };
  await client.upload(text(descriptor["url"]), sent, onProgress);
  return created;
}

function formWith(file: File): FormData {
  const form = new FormData();
  form.append("file", file, file.name);
  return form;
}

export function sortOut(files: readonly File[], options: AttachmentOptions, present: number) {
  const room = Math.max(0, (options.maxCount ?? DEFAULT_MAX_COUNT) - present);
  const refused: Refusal[] = [];
  const accepted = files.filter((file) => {
    const limit = sizeLimit(options.maxSize, file.type);
    if (!isAccepted(options.accept, file)) refused.push({ reason: "notAccepted", name: file.name, limit: 0 });
    else if (file.size > limit) refused.push({ reason: "tooLarge", name: file.name, limit });
    else return true;
    return false;
  });
  for (const file of accepted.splice(room)) {
    refused.push({ reason: "tooMany", name: file.name, limit: options.maxCount ?? DEFAULT_MAX_COUNT });
  }
  return { accepted, refused };
}

function sizeLimit(maxSize: AttachmentOptions["maxSize"], type: string): number {
  if (maxSize === undefined) return DEFAULT_MAX_SIZE;
  if (typeof maxSize === "number") return maxSize;
  const wildcard = `${type.split("/")[0]}/*`;
  return maxSize[type] ?? maxSize[wildcard] ?? maxSize["*"] ?? maxSize[""] ?? DEFAULT_MAX_SIZE;
}

function isAccepted(accept: AttachmentOptions["accept"], file: File): boolean {
  if (!accept) return true;
  return Object.entries(accept).some(([pattern, extensions]) => {
    const fitsType = pattern.endsWith("/*")
      ? file.type.startsWith(pattern.slice(0, -1))
      : file.type === pattern;
    return (
      fitsType || extensions.some((extension) => file.name.toLowerCase().endsWith(extension.toLowerCase()))
    );
  });
}
