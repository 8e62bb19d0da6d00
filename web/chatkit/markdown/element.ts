import type { Element, ElementContent, Root, RootContent } from "hast";
import { createContext, type ReactNode } from "react";
import type { Annotation } from "../protocol/sources";

/** What streamdown gives to a component. The attributes are read from `node`, where their types are known. */
export interface ElementProps {
  node?: Element | undefined;
  children?: unknown;
}

/** The children were made by React; only their type got lost on the way through streamdown. */
export function drawn(children: unknown): ReactNode {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return children as ReactNode;
}

export function textOf(node: Root | RootContent | ElementContent | undefined): string {
  if (!node) return "";
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

interface MarkdownValue {
  annotations: readonly Annotation[];
  /** The level that each level of heading in the text gets on the page. */
  levels: readonly (number | undefined)[];
}

export const MarkdownContext = createContext<MarkdownValue>({ annotations: [], levels: [] });
