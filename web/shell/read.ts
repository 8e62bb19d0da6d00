/** Reading of the server's JSON: a missing or odd field becomes a default, so that the page still shows. */
export type Json = Record<string, unknown>;

export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

export function list<T>(value: unknown, read: (entry: Json) => T): T[] {
  return Array.isArray(value) ? value.map((entry) => read(record(entry))) : [];
}
