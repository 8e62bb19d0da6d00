import { createElement, useContext } from "react";
import { drawn, MarkdownContext, type ElementProps } from "./element";
import { withoutCode } from "./source";

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)|^(?! {0,3}#).*\S.*\n {0,3}(=+|-+)[ \t]*$/gm;
const DEEPEST = 6;
/** The page has the first level for itself. */
const FIRST = 2;

/** By level in the text, the level on the page: the first of the page's, and none is left out between two. */
export function pageLevels(text: string): readonly number[] {
  if (!text.includes("#") && !/^ {0,3}[=-]/m.test(text)) return [];
  const used = new Set<number>();
  for (const [, signs, line] of withoutCode(text).matchAll(HEADING)) {
    used.add(signs ? signs.length : line?.startsWith("=") ? 1 : 2);
  }
  const levels: number[] = [];
  [...used]
    .toSorted((left, right) => left - right)
    .forEach((level, place) => {
      levels[level] = Math.min(FIRST + place, DEEPEST);
    });
  return levels;
}

/** A heading that looks like `level` in the text, whatever its level on the page is. */
export function heading(level: number) {
  return function Heading({ children }: ElementProps) {
    const { levels } = useContext(MarkdownContext);
    const tag = `h${levels[level] ?? Math.min(level + 1, DEEPEST)}`;
    return createElement(tag, { className: `h${level}` }, drawn(children));
  };
}
