import type { Annotation } from "../protocol/sources";
import { SOURCE_PREFIX } from "./links";

const CODE = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/;
const MATHS_SIGN = /\$|\\\(|\\\[/;
const DISPLAY = /\\\[([\s\S]+?)\\\]/g;
const INLINE = /\\\(([\s\S]+?)\\\)/g;
// One dollar is a price more often than a formula: only what reads like one is taken.
const SINGLE_DOLLAR = /(?<![\\$\w])\$(?![\s$])([^$\n]*[\\^_=+{][^$\n]*?)(?<!\s)\$(?![\w$])/g;

export function mayHoldMaths(text: string): boolean {
  return MATHS_SIGN.test(text);
}

/** Writes every way in which models mark formulas as the one that `remark-math` reads. Code stays as it is. */
export function unifyMaths(text: string): string {
  return text
    .split(CODE)
    .map((part, position) => (position % 2 === 1 ? part : unifyProse(part)))
    .join("");
}

function unifyProse(text: string): string {
  return text
    .replace(DISPLAY, (_, formula: string) => `\n$$\n${formula.trim()}\n$$\n`)
    .replace(INLINE, (_, formula: string) => `$$${formula.trim()}$$`)
    .replace(SINGLE_DOLLAR, (_, formula: string) => `$$${formula}$$`);
}

/** Puts a numbered marker into the text for each annotation; those at one place stand behind each other. */
export function withMarkers(text: string, annotations: readonly Annotation[]): string {
  const points = Array.from(text);
  const markers = annotations
    .map((annotation, position) => ({ number: position + 1, at: annotation.index }))
    .filter((marker): marker is { number: number; at: number } => marker.at !== null)
    .toSorted((left, right) => right.at - left.at || right.number - left.number);
  for (const { number, at } of markers) {
    const place = outsideCode(points, Math.min(Math.max(at, 0), points.length));
    points.splice(place, 0, `[${number}](${SOURCE_PREFIX}${number})`);
  }
  return points.join("");
}

/** A marker inside a fence would be shown as code: it goes behind the end of the block. */
function outsideCode(points: readonly string[], at: number): number {
  const fences = points.slice(0, at).join("").match(/```/g)?.length ?? 0;
  if (fences % 2 === 0) return at;
  const end = points
    .slice(at)
    .join("")
    .search(/```[^\n]*(?:\n|$)/);
  if (end < 0) return points.length;
  const closing = Array.from(points.slice(at).join("").slice(0, end)).length;
  return Math.min(at + closing + 4, points.length);
}
