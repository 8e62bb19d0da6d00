import { isRecord, list, numberOrNull, text, textOrNull, type Json } from "./read";

interface SourceBase {
  title: string;
  description: string | null;
  group: string | null;
}

export type Source =
  | (SourceBase & { type: "url"; url: string; attribution: string | null })
  | (SourceBase & { type: "file"; filename: string })
  | (SourceBase & {
      type: "entity";
      id: string;
      icon: string | null;
      label: string | null;
      inline_label: string | null;
      interactive: boolean;
      data: Record<string, string>;
    });

/** `index` is the position in the text, counted in code points, at which the marker stands. */
export interface Annotation {
  source: Source;
  index: number | null;
}

export function readSource(value: unknown): Source | null {
  if (!isRecord(value)) return null;
  const base = {
    title: text(value["title"]),
    description: textOrNull(value["description"]),
    group: textOrNull(value["group"]),
  };
  switch (value["type"]) {
    case "url":
      return { ...base, type: "url", url: text(value["url"]), attribution: textOrNull(value["attribution"]) };
    case "file":
      return { ...base, type: "file", filename: text(value["filename"], base.title) };
    case "entity":
      return { ...base, ...entityFields(value) };
    default:
      return null;
  }
}

function entityFields(value: Json): Omit<Extract<Source, { type: "entity" }>, keyof SourceBase> {
  return {
    type: "entity",
    id: text(value["id"]),
    icon: textOrNull(value["icon"]),
    label: textOrNull(value["label"]),
    inline_label: textOrNull(value["inline_label"]),
    interactive: value["interactive"] === true,
    data: stringValues(value["data"]),
  };
}

export function stringValues(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      typeof entry === "string" ? entry : JSON.stringify(entry),
    ]),
  );
}

export function readAnnotation(value: unknown): Annotation | null {
  if (!isRecord(value)) return null;
  const source = readSource(value["source"]);
  return source && { source, index: numberOrNull(value["index"]) };
}

export function readAnnotations(value: unknown): Annotation[] {
  return list(value, readAnnotation);
}
