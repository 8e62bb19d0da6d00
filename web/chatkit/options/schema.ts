import { isRecord } from "../protocol/read";

/** Checks one value of the options; `path` names it in the error. */
export type Check = (value: unknown, path: string) => void;

/** The options do not have the documented shape. The message names the key. */
export class InvalidOptionsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidOptionsError";
  }
}

function typed(type: "string" | "boolean" | "number" | "function"): Check {
  return (value, path) => {
    if (typeof value !== type) throw new InvalidOptionsError(`Option "${path}" must be a ${type}.`);
  };
}

export const string = typed("string");
export const boolean = typed("boolean");
export const number = typed("number");
export const callback = typed("function");

export function oneOf(...allowed: readonly (string | number)[]): Check {
  return (value, path) => {
    if (!allowed.some((candidate) => candidate === value)) {
      throw new InvalidOptionsError(`Option "${path}" must be one of ${allowed.join(", ")}.`);
    }
  };
}

export function nullable(check: Check): Check {
  return (value, path) => {
    if (value !== null) check(value, path);
  };
}

export function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw new InvalidOptionsError(`Option "${path}" must be a list.`);
    value.forEach((entry, position) => check(entry, `${path}[${position}]`));
  };
}

export function record(check: Check): Check {
  return (value, path) => {
    if (!isRecord(value)) throw new InvalidOptionsError(`Option "${path}" must be an object.`);
    for (const [key, entry] of Object.entries(value)) check(entry, `${path}.${key}`);
  };
}

/** Takes either form: the one that fits the value's type. */
export function either(when: "string" | "number" | "array", then: Check, otherwise: Check): Check {
  return (value, path) => {
    const fits = when === "array" ? Array.isArray(value) : typeof value === when;
    (fits ? then : otherwise)(value, path);
  };
}

/** An object with these keys and no other; undefined counts as absent. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const known: Record<string, Check> = { ...required, ...optional };
  return (value, path) => {
    if (!isRecord(value)) throw new InvalidOptionsError(`Option "${path || "options"}" must be an object.`);
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) throw new InvalidOptionsError(`Option "${join(path, key)}" is required.`);
    }
    for (const [key, entry] of Object.entries(value)) {
      const check = Object.hasOwn(known, key) ? known[key] : undefined;
      if (!check) throw new InvalidOptionsError(`Unknown option "${join(path, key)}".`);
      if (entry !== undefined) check(entry, join(path, key));
    }
  };
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
