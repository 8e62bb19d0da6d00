import { send } from "../http";
import { list, record, text } from "../read";

/** How well a model would run here; "memory" or "disk" is what it would not fit into. */
export type Fit = "fits" | "slow" | "memory" | "disk";
export type DownloadState = "absent" | "downloading" | "checking" | "paused" | "ready";

export interface Download {
  id: string;
  name: string;
  bytes: number;
  license: string;
  /** In billions; null where that is not known. */
  parameters: number | null;
  memory: number | null;
  fit: Fit;
  /** Who would be asked for it. */
  host: string;
  state: DownloadState;
  /** Bytes that are there. */
  done: number;
  notice: string;
  problem: string;
}

const FITS = ["fits", "slow", "memory", "disk"] as const;
const STATES = ["absent", "downloading", "checking", "paused", "ready"] as const;

export async function getDownloads(): Promise<Download[]> {
  return list(record(await send("GET", "/api/downloads"))["models"], (model) => ({
    id: text(model["id"]),
    name: text(model["name"]),
    bytes: Number(model["bytes"]),
    license: text(model["license"]),
    parameters: numberOrNull(model["parameters"]),
    memory: numberOrNull(model["memory"]),
    fit: FITS.find((fit) => fit === model["fit"]) ?? "fits",
    host: text(model["host"]),
    state: STATES.find((state) => state === model["state"]) ?? "absent",
    done: Number(model["done"]),
    notice: text(model["notice"]),
    problem: text(model["problem"]),
  }));
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** Begins or goes on, with the very host and size that the user was shown. */
export async function startDownload({ id, host, bytes }: Download): Promise<void> {
  await send("POST", path(id), { host, bytes });
}

export async function pauseDownload({ id }: Download): Promise<void> {
  await send("POST", `${path(id)}/pause`, {});
}

/** Removes the model, or what is there of it. */
export async function deleteDownload({ id }: Download): Promise<void> {
  await send("DELETE", path(id));
}

function path(id: string): string {
  return `/api/downloads/${encodeURIComponent(id)}`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** “640 MB”, “2.5 GB”, in the user's language. */
export function sizeInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(navigator.language, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    maximumFractionDigits: power === 3 ? 1 : 0,
  }).format(bytes / 1000 ** power);
}
