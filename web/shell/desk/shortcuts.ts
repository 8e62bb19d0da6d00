import { useEffect, useRef } from "react";
import type { TextKey } from "../texts";

export type Command = "newChat" | "sidebar" | "tasks" | "find" | "shortcuts";

interface Shortcut {
  /** The keys as they are shown; `Mod` stands for Ctrl, and for ⌘ on a Mac. */
  keys: readonly string[];
  label: TextKey;
}

/** All shortcuts, in the order of the list. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ["Mod", "N"], label: "newChat" },
  { keys: ["Enter"], label: "shortcutSend" },
  { keys: ["Shift", "Enter"], label: "shortcutLine" },
  { keys: ["Mod", "F"], label: "find" },
  { keys: ["Mod", "B"], label: "shortcutSidebar" },
  { keys: ["Mod", "J"], label: "shortcutTasks" },
  { keys: ["Mod", "+"], label: "shortcutLarger" },
  { keys: ["Mod", "-"], label: "shortcutSmaller" },
  { keys: ["Mod", "0"], label: "shortcutUsualSize" },
  { keys: ["Mod", ","], label: "settings" },
  { keys: ["Esc"], label: "close" },
  { keys: ["Mod", "Q"], label: "quit" },
  { keys: ["F1"], label: "shortcuts" },
];

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

const COMMANDS: Readonly<Record<string, Command>> = {
  n: "newChat",
  b: "sidebar",
  j: "tasks",
  f: "find",
  "/": "shortcuts",
};

/** What a key asks for, or null when it is not ours. */
export function commandOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): Command | null {
  if (event.key === "F1") return "shortcuts";
  const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  // On some keyboards the slash itself needs Shift.
  if (!mod || event.altKey || (event.shiftKey && event.key !== "/")) return null;
  const key = event.key.toLowerCase();
  return Object.hasOwn(COMMANDS, key) ? (COMMANDS[key] ?? null) : null;
}

/** Calls `run` for each shortcut, wherever the focus is; a command that is not there is left to the browser. */
export function useShortcuts(run: Partial<Record<Command, () => void>>): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = event.isComposing ? null : commandOf(event);
      const action = command && latest.current[command];
      // While a dialog asks, nothing happens behind it.
      if (!action || (command !== "shortcuts" && document.querySelector('[role="alertdialog"]'))) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
