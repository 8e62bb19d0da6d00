import { useState } from "react";
import type { UiSettings } from "./api";
import type { TaskDraft } from "./TasksPanel";
import { useMedia } from "./useMedia";

/** Below these widths a panel would leave the chat too little room, and becomes a drawer. */
const NO_SIDEBAR = "(max-width: 899px)";
const NO_TASKS = "(max-width: 1099px)";

/** The panels beside the chat: folded as the user left them, or drawers of which at most one is open. */
export function usePanels(settings: UiSettings, change: (part: Partial<UiSettings>) => void) {
  const narrow = { sidebar: useMedia(NO_SIDEBAR), tasks: useMedia(NO_TASKS) };
  const [drawer, setDrawer] = useState<"sidebar" | "tasks" | null>(null);
  const [draft, setDraft] = useState<TaskDraft | null>(null);
  const panel = (name: "sidebar" | "tasks") => ({
    narrow: narrow[name],
    open: narrow[name] ? drawer === name : settings[name],
    onClose: () => setDrawer(null),
  });
  const toggle = (name: "sidebar" | "tasks") => () => {
    if (narrow[name]) setDrawer(drawer === name ? null : name);
    else change({ [name]: !settings[name] });
  };
  return {
    sidebar: panel("sidebar"),
    tasks: panel("tasks"),
    draft,
    fillTask: (filled: TaskDraft) => {
      setDraft(filled);
      if (narrow.tasks) setDrawer("tasks");
      else change({ tasks: true });
    },
    toggleSidebar: toggle("sidebar"),
    toggleTasks: toggle("tasks"),
    closeDrawer: () => setDrawer(null),
  };
}
