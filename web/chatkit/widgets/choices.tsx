import { useContext, useId } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { isRecord, list, text } from "../protocol/read";
import { readAction, type FieldValue } from "./actions";
import { FormContext, useWidget } from "./context";
import { readFields } from "./fields";
import { useServerValue } from "./useServerValue";

/** A control that may run an action at each change; the values of the form around it go along. */
export function useChoice<T extends FieldValue>(node: NodeProps["node"], given: T) {
  const { available, run } = useWidget();
  const form = useContext(FormContext);
  const action = readAction(node["onChangeAction"]);
  const [value, setValue] = useServerValue(given, action !== null);
  const name = text(node["name"]);
  const change = (next: T) => {
    setValue(next);
    if (!action) return;
    const others = form?.element.current ? readFields(form.element.current) : [];
    const fields = [
      ...others.filter(([other]) => other !== name),
      [name, next === "" ? null : next] as const,
    ];
    void run(action, "control", text(node["id"], name), fields);
  };
  const disabled = node["disabled"] === true || !available(action);
  return { name, value, change, disabled, required: node["required"] === true };
}

export function Checkbox({ node }: NodeProps) {
  const { name, value, change, disabled, required } = useChoice(node, node["defaultChecked"] === true);
  const label = text(node["label"]);
  return (
    <label className="w-choice">
      <input
        type="checkbox"
        name={name}
        checked={value}
        disabled={disabled}
        required={required}
        aria-label={label === "" ? name : undefined}
        onChange={(event) => change(event.target.checked)}
      />
      {label !== "" && <span>{label}</span>}
    </label>
  );
}

export interface Option {
  value: string;
  label: string;
  disabled: boolean;
  description: string;
}

export function readOptions(value: unknown): Option[] {
  return list(value, (option) => {
    if (!isRecord(option)) return null;
    return {
      value: text(option["value"]),
      label: text(option["label"], text(option["value"])),
      disabled: option["disabled"] === true,
      description: text(option["description"]),
    };
  });
}

export function RadioGroup({ node }: NodeProps) {
  const group = useId();
  const { name, value, change, disabled, required } = useChoice(node, text(node["defaultValue"]));
  return (
    <div
      className={node["direction"] === "row" ? "w-radios row" : "w-radios"}
      role="radiogroup"
      aria-label={text(node["ariaLabel"], name)}
    >
      {readOptions(node["options"]).map((option) => (
        <label key={option.value} className="w-choice" htmlFor={`${group}${option.value}`}>
          <input
            id={`${group}${option.value}`}
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            disabled={disabled || option.disabled}
            required={required}
            onChange={() => change(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
