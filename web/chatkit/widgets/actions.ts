import { isRecord, oneOf, text, type Json } from "../protocol/read";

const HANDLERS = ["server", "client"] as const;
const BEHAVIORS = ["auto", "none", "self", "container"] as const;

export type LoadingBehavior = Exclude<(typeof BEHAVIORS)[number], "auto">;

export interface ActionConfig {
  type: string;
  payload: unknown;
  handler: (typeof HANDLERS)[number];
  loadingBehavior: (typeof BEHAVIORS)[number];
  streaming: boolean;
}

export function readAction(value: unknown): ActionConfig | null {
  if (!isRecord(value) || typeof value["type"] !== "string") return null;
  return {
    type: text(value["type"]),
    payload: value["payload"],
    handler: oneOf(value["handler"], HANDLERS, "server"),
    loadingBehavior: oneOf(value["loadingBehavior"], BEHAVIORS, "auto"),
    streaming: value["streaming"] !== false,
  };
}

/** What an action comes from decides how it shows that it is running, unless it says so itself. */
export type ActionSource = "button" | "control" | "card";

const USUAL: Record<ActionSource, LoadingBehavior> = { button: "self", control: "none", card: "container" };

export function loadingBehavior(action: ActionConfig, source: ActionSource): LoadingBehavior {
  return action.loadingBehavior === "auto" ? USUAL[source] : action.loadingBehavior;
}

export type FieldValue = string | boolean | null;
export type Field = readonly [name: string, value: FieldValue];

/**
 * Puts the values of the fields into a copy of the payload; a dotted name reaches into it. A field whose name
 * is already taken is left out and named in `collisions`: what the server fixed is never overwritten.
 */
export function withFields(
  payload: unknown,
  fields: readonly Field[],
): { payload: Json; collisions: string[] } {
  const result: Json = isRecord(payload) ? structuredClone(payload) : {};
  const collisions = fields
    .filter(([name, value]) => !put(result, name.split("."), value))
    .map(([name]) => name);
  return { payload: result, collisions };
}

function put(target: Json, path: readonly string[], value: FieldValue): boolean {
  const [key = "", ...rest] = path;
  // Security: a field called `__proto__` must not change every object of the page.
  if (key === "" || key === "__proto__") return false;
  if (rest.length === 0) {
    if (Object.hasOwn(target, key)) return false;
    target[key] = value;
    return true;
  }
  if (!Object.hasOwn(target, key)) target[key] = {};
  const next = target[key];
  return isRecord(next) && put(next, rest, value);
}
