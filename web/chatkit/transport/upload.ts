export interface UploadRequest {
  method: "POST" | "PUT";
  headers: Record<string, string>;
  body: File | FormData;
}

/** Is told which part of it has been sent, from 0 to 1. */
export type OnProgress = (done: number) => void;

/** Sends a file and tells how far it is, which `fetch` cannot. */
export function upload(url: string, request: UploadRequest, onProgress: OnProgress): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    sender.open(request.method, url);
    for (const [name, value] of Object.entries(request.headers)) sender.setRequestHeader(name, value);
    sender.responseType = "blob";
    sender.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    });
    sender.addEventListener("load", () => {
      const { status, statusText } = sender;
      const empty = status === 204 || status === 205 || status === 304;
      resolve(new Response(empty ? null : sender.response, { status, statusText }));
    });
    sender.addEventListener("error", () => reject(new TypeError("The file could not be sent.")));
    sender.addEventListener("abort", () => reject(new TypeError("The file could not be sent.")));
    sender.send(request.body);
  });
}
