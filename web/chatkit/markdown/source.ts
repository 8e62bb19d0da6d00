import type { Annotation } from "../protocol/sources";
import { SOURCE_PREFIX } from "./links";

const CODE = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/;
const MATHS_SIGN = /\$|\\\(|\\\[/;
const DISPLAY = /\\\[([\s\S]+?)\\\]/g;
const INLINE = /\\\(([\s\S]+?)\\\)/g;
// One dollar is a price more often than a formula: only what reads like one is taken.
const SINGLE_DOLLAR = /(?<![\\$\w])\$(?![\s$])([^$\n]*[\\^_=+{][^$\n]*?)(?<!\s)\$(?![\w$])/g;

/** The text without its blocks and pieces of code. */
export function withoutCode(text: string): string {
  return text
    .split(CODE)
    .filter((_, position) => position % 2 === 0)
    .join("");
}

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

/** Puts a marker into the text for each place that annotations name, with the numbers of all of them. */
export function withMarkers(text: string, annotations: readonly Annotation[]): string {
  const points = Array.from(text);
  const places = new Map<number, number[]>();
  annotations.forEach(({ index }, position) => {
    if (index === null) return;
    const place = outsideCode(points, Math.min(Math.max(index, 0), points.length));
    places.set(place, [...(places.get(place) ?? []), position + 1]);
  });
  // From the end, so that the places before stay right.
  for (const [place, numbers] of [...places].toSorted(([left], [right]) => right - left)) {
    points.splice(place, 0, `[${numbers.join(", ")}](${SOURCE_PREFIX}${numbers.join("-")})`);
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
