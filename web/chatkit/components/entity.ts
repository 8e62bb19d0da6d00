import type { Entity } from "@openai/chatkit";
import type { UserContent } from "../protocol/items";
import { stringValues, type Source } from "../protocol/sources";

export type EntitySource = Extract<Source, { type: "entity" }>;

/** The entity of the options that a source stands for. */
export function toEntity(source: EntitySource): Entity {
  const { id, title, interactive, data, icon, group } = source;
  return { id, title, interactive, data, ...(icon !== null && { icon }), ...(group !== null && { group }) };
}

/** A tag of a message, as the source that it refers to. */
export function tagSource(tag: Extract<UserContent, { type: "input_tag" }>): EntitySource {
  return {
    type: "entity",
    id: tag.id,
    title: tag.text,
    description: null,
    group: tag.group,
    icon: null,
    label: tag.text,
    inline_label: null,
    interactive: tag.interactive,
    data: stringValues(tag.data),
  };
}
