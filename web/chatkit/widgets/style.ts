import type { CSSProperties } from "react";
import { isRecord } from "../protocol/read";
import type { WidgetNode } from "../protocol/items";

/**
 * Styles of a widget come from a model or a server. Security: a value that could load something (`url(...)`,
 * `image-set(...)`) or end its declaration never reaches a style.
 */
const SAFE_VALUE = /^[-+#%.,*/()\w\s]+$/;
const LOADS = /url|image|src|element|expression|var\s*\(/i;

function safe(value: string): string | undefined {
  return SAFE_VALUE.test(value) && !LOADS.test(value) ? value : undefined;
}

const UNIT_PX = 4;

/** A number counts steps of the 4 px grid. */
export function spacing(value: unknown): string | undefined {
  if (typeof value === "number") return `${value * UNIT_PX}px`;
  return typeof value === "string" ? safe(value) : undefined;
}

/** A number counts pixels. */
export function length(value: unknown): string | undefined {
  if (typeof value === "number") return `${value}px`;
  return typeof value === "string" ? safe(value) : undefined;
}

const TOKENS: Record<string, string> = {
  prose: "var(--text)",
  primary: "var(--text)",
  emphasis: "var(--emphasis)",
  secondary: "var(--muted)",
  tertiary: "var(--faint)",
  success: "var(--success)",
  warning: "var(--warning)",
  danger: "var(--danger)",
  info: "var(--info)",
  discovery: "var(--discovery)",
  default: "var(--line)",
  subtle: "var(--line-subtle)",
  strong: "var(--line-strong)",
  surface: "var(--surface)",
  "surface-secondary": "var(--fill)",
  "surface-tertiary": "var(--fill-strong)",
  "surface-elevated": "var(--raised)",
  "surface-elevated-secondary": "var(--raised-fill)",
};

/** Hue and chroma of the palette; `name-500` is the middle of its eleven steps. */
const PALETTE: Record<string, readonly [hue: number, chroma: number]> = {
  gray: [95, 0.005],
  red: [25, 0.19],
  orange: [50, 0.16],
  yellow: [90, 0.15],
  green: [150, 0.15],
  blue: [250, 0.16],
  purple: [300, 0.17],
  pink: [350, 0.18],
};

export function color(value: unknown, dark: boolean): string | undefined {
  if (isRecord(value)) return color(value[dark ? "dark" : "light"], dark);
  if (typeof value !== "string") return undefined;
  const token = Object.hasOwn(TOKENS, value) ? TOKENS[value] : undefined;
  return token ?? paletteColor(value) ?? safe(value);
}

function paletteColor(value: string): string | undefined {
  const match = /^([a-z]+)(?:-(\d{2,3}))?$/.exec(value);
  const entry = match?.[1] !== undefined && Object.hasOwn(PALETTE, match[1]) ? PALETTE[match[1]] : undefined;
  if (!match || !entry) return undefined;
  const step = Math.min(Math.max(Number(match[2] ?? 500), 0), 1000) / 1000;
  const [hue, chroma] = entry;
  const strength = 1 - Math.abs(step - 0.5) * 1.4;
  return `oklch(${(0.99 - step * 0.74).toFixed(3)} ${(chroma * strength).toFixed(3)} ${hue})`;
}

const RADIUS: Record<string, string> = {
  none: "0",
  "2xs": "2px",
  xs: "4px",
  sm: "6px",
  md: "8px",
  lg: "10px",
  xl: "12px",
  "2xl": "16px",
  "3xl": "20px",
  "4xl": "24px",
  full: "9999px",
  "100%": "100%",
};

export function radius(value: unknown): string | undefined {
  return typeof value === "string" && Object.hasOwn(RADIUS, value) ? RADIUS[value] : undefined;
}

const ALIGN: Record<string, string> = {
  start: "flex-start",
  end: "flex-end",
  center: "center",
  baseline: "baseline",
  stretch: "stretch",
  between: "space-between",
  around: "space-around",
  evenly: "space-evenly",
};

function aligned(value: unknown): string | undefined {
  return typeof value === "string" && Object.hasOwn(ALIGN, value) ? ALIGN[value] : undefined;
}

export function flexStyle(node: WidgetNode): CSSProperties {
  return {
    alignItems: aligned(node["align"]),
    justifyContent: aligned(node["justify"]),
    gap: spacing(node["gap"]),
    flexWrap: node["wrap"] === "wrap" || node["wrap"] === "wrap-reverse" ? node["wrap"] : undefined,
  };
}

/** Everything that says how large a node is and what is around it. */
export function blockStyle(node: WidgetNode): CSSProperties {
  const aspect = node["aspectRatio"];
  return {
    flex: flexValue(node["flex"]),
    width: length(node["width"] ?? node["size"]),
    height: length(node["height"] ?? node["size"]),
    minWidth: length(node["minWidth"] ?? node["minSize"]),
    minHeight: length(node["minHeight"] ?? node["minSize"]),
    maxWidth: length(node["maxWidth"] ?? node["maxSize"]),
    maxHeight: length(node["maxHeight"] ?? node["maxSize"]),
    aspectRatio: typeof aspect === "number" ? aspect : typeof aspect === "string" ? safe(aspect) : undefined,
    borderRadius: radius(node["radius"]),
    ...edges("margin", node["margin"]),
  };
}

export function boxStyle(node: WidgetNode, dark: boolean): CSSProperties {
  return {
    ...flexStyle(node),
    ...blockStyle(node),
    ...padding(node["padding"]),
    ...borders(node["border"], dark),
    background: color(node["background"], dark),
    overflow: node["scrollable"] === true ? "auto" : undefined,
  };
}

function flexValue(value: unknown): string | number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? safe(value) : undefined;
}

// Both sides before each of them: the style that is set later counts.
const SIDES = {
  x: "Inline",
  y: "Block",
  top: "BlockStart",
  bottom: "BlockEnd",
  left: "InlineStart",
  right: "InlineEnd",
} as const;

/** Only the sides that have a value: to set `paddingInline` to nothing would take `paddingInlineStart` away. */
function sides(property: string, value: (side: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SIDES).flatMap(([side, suffix]) => {
      const found = value(side);
      return found === undefined ? [] : [[`${property}${suffix}`, found]];
    }),
  );
}

/** Left and right mean start and end, so that a card reads the same from right to left. */
export function edges(property: "padding" | "margin", value: unknown): Record<string, string> {
  if (isRecord(value)) return sides(property, (side) => spacing(value[side]));
  const all = spacing(value);
  return all === undefined ? {} : { [property]: all };
}

/** The padding of a container, and what a child that is flush has to reach over. */
export function padding(value: unknown): Record<string, string> {
  const inline = isRecord(value) ? spacing(value["left"] ?? value["x"] ?? 0) : spacing(value);
  return { ...edges("padding", value), ...(inline !== undefined && { "--flush": inline }) };
}

export function borders(value: unknown, dark: boolean): Record<string, string> {
  if (isRecord(value) && !("size" in value)) return sides("border", (side) => line(value[side], dark));
  const all = line(value, dark);
  return all === undefined ? {} : { border: all };
}

const LINE_STYLES = ["solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"];

function line(value: unknown, dark: boolean): string | undefined {
  if (typeof value === "number") return `${value}px solid var(--line)`;
  if (!isRecord(value) || typeof value["size"] !== "number") return undefined;
  const style = LINE_STYLES.find((candidate) => candidate === value["style"]) ?? "solid";
  return `${value["size"]}px ${style} ${color(value["color"], dark) ?? "var(--line)"}`;
}
