import { useEffect, useRef } from "react";
import { useServerEvents, type ServerEvent } from "./connection";

type Part = "state" | "tasks" | "changes" | "permissions" | "threads" | "models" | "meter";
export type Reloadable = Record<Part, { reload: () => Promise<void> }>;

export function reloadAll(reload: Partial<Reloadable>): void {
  void Promise.all(Object.values(reload).map((each) => each.reload()));
}

/** Loads again what the server says has changed, and everything when the window or the server comes back. */
export function useRefresh(reload: Reloadable, lookAgain: () => Promise<void>): boolean {
  const all = () => reloadAll(reload);
  const latest = useRef(all);
  useEffect(() => {
    latest.current = all;
  });
  useEffect(() => {
    const refresh = () => latest.current();
    window.addEventListener("focus", refresh);
    return () => window.removeEventListener("focus", refresh);
  }, []);
  return useServerEvents((type: ServerEvent | "connected") => {
    if (type === "tasks.changed") {
      void reload.tasks.reload();
      void lookAgain();
    } else if (type === "changes.changed") void reload.changes.reload();
    else if (type === "threads.changed") void reload.threads.reload();
    else if (type === "state.changed") reloadAll(only(reload, "state", "models", "meter"));
    else if (type === "ready" || type === "connected") all();
  });
}

function only(reload: Reloadable, ...names: (keyof Reloadable)[]): Partial<Reloadable> {
  return Object.fromEntries(names.map((name) => [name, reload[name]]));
}
