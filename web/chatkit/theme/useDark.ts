import { createContext, useContext, useSyncExternalStore } from "react";
import type { ColorScheme } from "@openai/chatkit";

export const SchemeContext = createContext<ColorScheme>("light");

export function useDark(): boolean {
  return useContext(SchemeContext) === "dark";
}

function watchSystem(listener: () => void): () => void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useSystemScheme(): ColorScheme {
  return useSyncExternalStore(watchSystem, () =>
    matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  );
}
