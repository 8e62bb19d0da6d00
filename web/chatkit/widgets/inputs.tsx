import type { ChangeEvent, FocusEvent } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { oneOf, text } from "../protocol/read";
import { useDark } from "../theme/useDark";
import { useFieldId } from "./context";
import { textStyle } from "./text";
import { useServerValue } from "./useServerValue";

const INPUT_TYPES = ["text", "number", "email", "password", "tel", "url"] as const;

export function controlClass(node: NodeProps["node"], kind: string): string {
  const variant = oneOf(node["variant"], ["solid", "soft", "outline", "ghost"], "outline");
  const gutter = typeof node["gutterSize"] === "string" ? `gutter-${node["gutterSize"]}` : "";
  const shape = `${gutter} ${node["pill"] === true ? "pill" : ""} ${node["block"] === true ? "block" : ""}`;
  return `w-control ${kind} ${variant} size-${text(node["size"], "md")} ${shape}`;
}

function useTextControl(node: NodeProps["node"]) {
  const [value, setValue] = useServerValue(text(node["defaultValue"]));
  const placeholder = text(node["placeholder"]);
  return {
    id: useFieldId(node["name"]),
    name: text(node["name"]),
    value,
    placeholder,
    required: node["required"] === true,
    disabled: node["disabled"] === true,
    autoComplete: node["allowAutofillExtensions"] === true ? undefined : "off",
    autoFocus: node["autoFocus"] === true,
    onFocus: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (node["autoSelect"] === true) event.target.select();
    },
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => setValue(event.target.value),
  };
}

export function Input({ node }: NodeProps) {
  const control = useTextControl(node);
  const pattern = typeof node["pattern"] === "string" ? node["pattern"] : undefined;
  return (
    <input
      {...control}
      {...labelling(node, control.placeholder)}
      className={controlClass(node, "input")}
      type={oneOf(node["inputType"], INPUT_TYPES, "text")}
      pattern={pattern}
    />
  );
}

export function Textarea({ node }: NodeProps) {
  const control = useTextControl(node);
  const rows = typeof node["rows"] === "number" ? node["rows"] : 3;
  const most = typeof node["maxRows"] === "number" ? node["maxRows"] : 12;
  const grows = node["autoResize"] === true;
  return (
    <textarea
      {...control}
      {...labelling(node, control.placeholder)}
      className={controlClass(node, grows ? "input area grows" : "input area")}
      rows={rows}
      style={grows ? { maxHeight: `${most + 1}lh` } : undefined}
    />
  );
}

export function Label({ node }: NodeProps) {
  const dark = useDark();
  return (
    <label
      className={`w-label size-${text(node["size"], "sm")}`}
      htmlFor={useFieldId(node["fieldName"])}
      style={textStyle(node, dark)}
    >
      {text(node["value"])}
    </label>
  );
}

/** A field that no label names is named by its placeholder, or else by its own name. */
function labelling(node: NodeProps["node"], placeholder: string): { title?: string } {
  return placeholder === "" ? { title: text(node["name"]) } : {};
}
