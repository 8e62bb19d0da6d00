import { isRecord } from "../protocol/read";
import type { WidgetNode } from "../protocol/items";

/** Rebuilds the path down to the node with this id; every other node keeps its identity, and so its state. */
export function updateNode(
  root: WidgetNode,
  id: string,
  change: (node: WidgetNode) => WidgetNode,
): WidgetNode {
  if (root["id"] === id) return change(root);
  const children = root["children"];
  if (Array.isArray(children)) {
    const next = children.map((child) => (isNode(child) ? updateNode(child, id, change) : child));
    return next.some((child, position) => child !== children[position]) ? { ...root, children: next } : root;
  }
  if (!isNode(children)) return root;
  const next = updateNode(children, id, change);
  return next === children ? root : { ...root, children: next };
}

/** A node is any object with a type: `Transition` carries one child that is not in a list. */
export function isNode(value: unknown): value is WidgetNode {
  return isRecord(value) && typeof value["type"] === "string";
}

export function appendValue(node: WidgetNode, delta: string, done: boolean): WidgetNode {
  const value = typeof node["value"] === "string" ? node["value"] : "";
  return { ...node, value: value + delta, streaming: !done };
}

/** The names of the fields that a `Label` somewhere in this tree is for. */
export function labelledFields(node: WidgetNode): Set<string> {
  const { children, fieldName } = node;
  const own = node.type === "Label" && typeof fieldName === "string" ? [fieldName] : [];
  const within = (Array.isArray(children) ? children : [children]).filter(isNode);
  return new Set([...own, ...within.flatMap((child) => [...labelledFields(child)])]);
}
