import { createContext, useContext, type RefObject } from "react";
import type { ActionConfig, ActionSource, Field } from "./actions";

export interface WidgetContextValue {
  /** Tells the fields of this widget from those of another: their ids share one shadow root. */
  itemId: string;
  /** The names of the fields that have a label of their own. */
  labelled: ReadonlySet<string>;
  /** Counts the finished actions: a control then shows what the server has, not what was clicked. */
  revision: number;
  /** The key of the control whose action runs and shows that itself. */
  running: string | null;
  /** Whether this action may run now: a streaming one has to wait for the answer that is being written. */
  available: (action: ActionConfig | null) => boolean;
  run: (action: ActionConfig, source: ActionSource, key: string, fields: readonly Field[]) => Promise<void>;
}

export const WidgetContext = createContext<WidgetContextValue | null>(null);

export function useWidget(): WidgetContextValue {
  const value = useContext(WidgetContext);
  if (!value) throw new Error("A widget component is used outside of a widget.");
  return value;
}

/** The form around a control: its values go with the actions inside of it. */
export interface FormScope {
  element: RefObject<HTMLElement | null>;
  /** A form of HTML, and not a group within one. */
  native: boolean;
  /** What a submit button runs; it checks the form first. */
  submit: () => void;
}

export const FormContext = createContext<FormScope | null>(null);

/** The id that a label names its field by. */
export function useFieldId(name: unknown): string {
  return `${useWidget().itemId}-${typeof name === "string" ? name : ""}`;
}

/** A field that no label names is named by what stands in it while it is empty, or else by its own name. */
export function useFieldLabel(name: string, placeholder: string): { "aria-label"?: string } {
  return useWidget().labelled.has(name) ? {} : { "aria-label": placeholder === "" ? name : placeholder };
}
