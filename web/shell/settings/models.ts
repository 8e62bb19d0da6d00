import { send } from "../http";
import { list, record, text, textOrNull, texts } from "../read";

export interface Model {
  id: string;
  label: string;
  provider: string;
  remote: boolean;
}

export interface Provider {
  name: string;
  label: string;
  /** A program here that was "found" or is "absent"; or one that has its "key", from the "keychain", or "no key". */
  status: string;
  models: string[];
}

export interface Models {
  models: Model[];
  providers: Provider[];
  usual: string | null;
  /** The environment variable that fixes the usual model. */
  fixed: string | null;
}

export async function getModels(): Promise<Models> {
  return readModels(await send("GET", "/api/models"));
}

export async function chooseModel(id: string): Promise<Models> {
  return readModels(await send("PUT", "/api/models/usual", { id }));
}

/** Every model of a provider, by its own word: this asks the provider. */
export async function getModelsBehind(provider: string): Promise<string[]> {
  return texts(record(await send("GET", `/api/providers/${provider}/models`))["models"]);
}

/** Tries the key with a real request; `kept` says whether the keychain keeps it beyond this run. */
export async function setKey(provider: string, key: string): Promise<{ models: string[]; kept: boolean }> {
  const answer = record(await send("PUT", `/api/providers/${provider}/key`, { key }));
  return { models: texts(answer["models"]), kept: answer["kept"] === true };
}

export async function forgetKey(provider: string): Promise<void> {
  await send("DELETE", `/api/providers/${provider}/key`);
}

function readModels(answer: unknown): Models {
  const found = record(answer);
  return {
    models: list(found["models"], (model) => ({
      id: text(model["id"]),
      label: text(model["label"]),
      provider: text(model["provider"]),
      remote: model["remote"] === true,
    })),
    providers: list(found["providers"], (provider) => ({
      name: text(provider["name"]),
      label: text(provider["label"]),
      status: text(provider["status"]),
      models: texts(provider["models"]),
    })),
    usual: textOrNull(found["usual"]),
    fixed: textOrNull(found["fixed"]),
  };
}

/** How much a model is to think before it answers. */
export const EFFORTS = ["minimal", "low", "medium", "high"] as const;
export type Effort = (typeof EFFORTS)[number];

export interface Meter {
  thread: string | null;
  chosen: string;
  model: string;
  /** Whether it can be told how much to think. */
  thinks: boolean;
  /** What it is told; null where that is up to the model. */
  effort: Effort | null;
  limit: number | null;
  parts: { name: string; server: string | null; tokens: number }[];
  leftOut: number;
  spent: { given: number; answered: number; dollars: string; more: boolean };
}

/** How full the model is with a conversation, and what that has cost. */
export async function getMeter(thread: string | null): Promise<Meter> {
  const query = thread === null ? "" : `?thread=${encodeURIComponent(thread)}`;
  const answer = record(await send("GET", `/api/meter${query}`));
  const spent = record(answer["spent"]);
  return {
    thread,
    chosen: text(answer["chosen"]),
    model: text(answer["model"]),
    thinks: answer["thinks"] === true,
    effort: EFFORTS.find((effort) => effort === answer["effort"]) ?? null,
    limit: typeof answer["limit"] === "number" ? answer["limit"] : null,
    parts: list(answer["parts"], (part) => ({
      name: text(part["name"]),
      server: textOrNull(part["server"]),
      tokens: Number(part["tokens"]),
    })),
    leftOut: Number(answer["left_out"]),
    spent: {
      given: Number(spent["given"]),
      answered: Number(spent["answered"]),
      dollars: text(spent["dollars"]),
      more: spent["more"] === true,
    },
  };
}
