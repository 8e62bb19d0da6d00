import { useState, type CSSProperties } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { isRecord, text } from "../protocol/read";
import { Markdown } from "../markdown/Markdown";
import { reveal } from "../text/reveal";
import { useDark } from "../theme/useDark";
import { autoSelect } from "./fields";
import { useServerValue } from "./useServerValue";
import { color, length } from "./style";

const WEIGHTS: Record<string, number> = { normal: 400, medium: 500, semibold: 600, bold: 700 };

export function textStyle(node: NodeProps["node"], dark: boolean): CSSProperties {
  const { maxLines, minLines, textAlign, weight } = node;
  return {
    color: color(node["color"], dark),
    fontWeight: typeof weight === "string" && Object.hasOwn(WEIGHTS, weight) ? WEIGHTS[weight] : undefined,
    textAlign: textAlign === "start" || textAlign === "center" || textAlign === "end" ? textAlign : undefined,
    width: length(node["width"]),
    fontStyle: node["italic"] === true ? "italic" : undefined,
    textDecoration: node["lineThrough"] === true ? "line-through" : undefined,
    WebkitLineClamp: typeof maxLines === "number" ? maxLines : undefined,
    minHeight: typeof minLines === "number" ? `${minLines}lh` : undefined,
  };
}

function textClass(kind: string, node: NodeProps["node"], usualSize: string): string {
  const clamp = node["truncate"] === true ? "truncate" : typeof node["maxLines"] === "number" ? "clamp" : "";
  return `w-text ${kind} size-${text(node["size"], usualSize)} ${clamp}`;
}

export function Text({ node }: NodeProps) {
  const dark = useDark();
  if (isRecord(node["editable"])) return <EditableText node={node} />;
  const value = reveal(text(node["value"]));
  return (
    <p className={textClass("text", node, "md")} style={textStyle(node, dark)} dir="auto">
      {node["streaming"] === true ? <Arriving value={value} /> : value}
    </p>
  );
}

/** A text that is being written: what came last fades in. */
function Arriving({ value }: { value: string }) {
  const [shown, setShown] = useState({ before: "", value });
  if (shown.value !== value) setShown({ before: value.startsWith(shown.value) ? shown.value : "", value });
  const { before } = shown;
  return (
    <>
      {before}
      <span key={before.length} className="arriving">
        {shown.value.slice(before.length)}
      </span>
    </>
  );
}

export function Title({ node }: NodeProps) {
  const dark = useDark();
  return (
    <h2 className={textClass("title", node, "md")} style={textStyle(node, dark)} dir="auto">
      {reveal(text(node["value"]))}
    </h2>
  );
}

export function Caption({ node }: NodeProps) {
  const dark = useDark();
  return (
    <p className={textClass("caption", node, "md")} style={textStyle(node, dark)} dir="auto">
      {reveal(text(node["value"]))}
    </p>
  );
}

/** Markdown, drawn by the same parts and rules as an answer. */
export function MarkdownText({ node }: NodeProps) {
  return <Markdown text={reveal(text(node["value"]))} streaming={node["streaming"] === true} />;
}

function EditableText({ node }: NodeProps) {
  const dark = useDark();
  const editable = isRecord(node["editable"]) ? node["editable"] : {};
  const [value, setValue] = useServerValue(text(node["value"]));
  return (
    <input
      className={`w-editable ${textClass("text", node, "md")}`}
      style={textStyle(node, dark)}
      name={text(editable["name"])}
      value={value}
      placeholder={text(editable["placeholder"])}
      aria-label={text(editable["placeholder"], text(editable["name"]))}
      required={editable["required"] === true}
      pattern={typeof editable["pattern"] === "string" ? editable["pattern"] : undefined}
      autoComplete={text(
        editable["autoComplete"],
        editable["allowAutofillExtensions"] === true ? "on" : "off",
      )}
      // The server asked for it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={editable["autoFocus"] === true}
      {...autoSelect(editable["autoSelect"])}
      onChange={(event) => setValue(event.target.value)}
    />
  );
}
