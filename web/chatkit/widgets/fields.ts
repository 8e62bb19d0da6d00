import type { FocusEvent } from "react";
import type { Field } from "./actions";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controls(scope: HTMLElement): Control[] {
  return [...scope.querySelectorAll<Control>("input[name], select[name], textarea[name]")];
}

/** The values of the named controls within a form; a group of radio buttons counts once. */
export function readFields(scope: HTMLElement): Field[] {
  return controls(scope).flatMap((control): Field[] => {
    if (control.disabled) return [];
    if (control instanceof HTMLInputElement && control.type === "radio") {
      return control.checked ? [[control.name, control.value]] : [];
    }
    if (control instanceof HTMLInputElement && control.type === "checkbox") {
      return [[control.name, control.checked]];
    }
    // A choice that was cleared is no choice, and not the choice of an empty word.
    const choice = control instanceof HTMLSelectElement || control.dataset["value"] !== undefined;
    const cleared = choice && control.value === "";
    // What is seen of a searchable choice are the words for its value.
    const given = control.dataset["value"] ?? control.value;
    return [[control.name, cleared ? null : given]];
  });
}

/** Checks every control as the browser does, and shows what is wrong with the first that does not pass. */
export function validate(scope: HTMLElement): boolean {
  const wrong = controls(scope).find((control) => !control.checkValidity());
  wrong?.reportValidity();
  return wrong === undefined;
}

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** Selects what is in a field when it is first shown and whenever it gets the focus. */
export function autoSelect(wanted: unknown) {
  if (wanted !== true) return {};
  return {
    ref: selectAll,
    onFocus: (event: FocusEvent<TextControl>) => event.target.select(),
  };
}

function selectAll(control: TextControl | null): void {
  control?.select();
}
