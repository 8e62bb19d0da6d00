import { useEffect, useRef, type ChangeEvent } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { oneOf, text } from "../protocol/read";
import { useLanguage } from "../context";
import { useDark } from "../theme/useDark";
import { useFieldId, useFieldLabel } from "./context";
import { autoSelect } from "./fields";
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
    ...useFieldLabel(text(node["name"]), placeholder),
    id: useFieldId(node["name"]),
    name: text(node["name"]),
    value,
    placeholder,
    required: node["required"] === true,
    disabled: node["disabled"] === true,
    autoComplete: node["allowAutofillExtensions"] === true ? undefined : "off",
    autoFocus: node["autoFocus"] === true,
    ...autoSelect(node["autoSelect"]),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => setValue(event.target.value),
  };
}

export function Input({ node }: NodeProps) {
  const control = useTextControl(node);
  const pattern = typeof node["pattern"] === "string" ? node["pattern"] : undefined;
  return (
    <input
      {...control}
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
  const invalid = !matches(node["pattern"], control.value);
  return (
    <textarea
      {...control}
      ref={useValidity(invalid, node["autoSelect"] === true)}
      className={controlClass(node, grows ? "input area grows" : "input area")}
      rows={rows}
      style={grows ? { minHeight: `calc(${rows}lh + 12px)`, maxHeight: `calc(${most}lh + 12px)` } : undefined}
    />
  );
}

/** HTML gives a field of several lines no pattern: it is checked here, and told to the browser as its own check is. */
function useValidity(invalid: boolean, select: boolean) {
  const { t } = useLanguage();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (select) field.current?.select();
  }, [select]);
  useEffect(() => field.current?.setCustomValidity(invalid ? t("widget.pattern") : ""), [invalid, t]);
  return field;
}

/** As `pattern` of HTML: the whole of a value, an empty one passes, and so does everything where it cannot be read. */
function matches(pattern: unknown, value: string): boolean {
  if (typeof pattern !== "string" || value === "") return true;
  try {
    return new RegExp(`^(?:${pattern})$`, "v").test(value);
  } catch {
    return true;
  }
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
