import { useState } from "react";
import { useWidget } from "./context";

/**
 * The value of a control: what the user entered, until the server sends another value or an action of the
 * widget ended. Then the server's value counts: a refused click must not stay ticked.
 */
export function useServerValue<T>(given: T, resetAfterAction = false): [T, (value: T) => void] {
  const { revision } = useWidget();
  const at = resetAfterAction ? revision : 0;
  const [state, setState] = useState({ given, at, value: given });
  if (state.given !== given || state.at !== at) setState({ given, at, value: given });
  return [state.value, (value) => setState({ given, at, value })];
}
