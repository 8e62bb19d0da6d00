import type { OpenAIChatKit } from "@openai/chatkit";
import { useEffect, useMemo, useRef, useState } from "react";
import { addTask, deleteTask, getState, getTasks, setTaskDone } from "./api";
import { Banners } from "./Banners";
import { Chat } from "./Chat";
import { useServerEvents, type ServerEvent } from "./connection";
import { useFrontend } from "./frontend";
import { chatOptions } from "./options";
import { Panel } from "./Panel";
import { Sidebar } from "./Sidebar";
import { TasksPanel, type TaskActions } from "./TasksPanel";
import { t } from "./texts";
import { TopBar } from "./TopBar";
import { useMedia } from "./useMedia";
import { useResource } from "./useResource";
import { useUiSettings } from "./useUiSettings";
import { useConversations } from "./useConversations";

/** Below these widths a panel would leave the chat too little room, and becomes a drawer. */
const NO_SIDEBAR = "(max-width: 899px)";
const NO_TASKS = "(max-width: 1099px)";

export function App() {
  const { settings, change } = useUiSettings();
  useTheme(settings?.theme ?? "system");
  if (!settings) return null;
  return <Window settings={settings} change={change} />;
}

type UiState = ReturnType<typeof useUiSettings>;

interface WindowProps {
  settings: NonNullable<UiState["settings"]>;
  change: UiState["change"];
}

function Window({ settings, change }: WindowProps) {
  const element = useRef<OpenAIChatKit>(null);
  const state = useResource(getState);
  const frontend = useFrontend(state.data?.frontend ?? (state.failed ? "deskhand" : null));
  const tasks = useResource(getTasks);
  const { threads, ...conversations } = useConversations(element);
  const online = useRefresh({ state: state.reload, tasks: tasks.reload, threads: threads.reload });
  const panels = usePanels(settings, change);
  const options = useMemo(() => chatOptions(settings.theme), [settings.theme]);
  const show = (threadId: string | null) => {
    panels.closeDrawer();
    conversations.show(threadId);
  };
  return (
    <div className="window">
      <Panel side="start" label={t("conversations")} {...panels.sidebar}>
        <Sidebar
          threads={threads.data?.threads ?? null}
          failed={threads.failed}
          more={typeof threads.data?.after === "string"}
          current={conversations.current}
          onMore={threads.showMore}
          onRetry={() => void threads.reload()}
          onNew={() => show(null)}
          onOpen={show}
          onRename={conversations.rename}
          onDelete={conversations.remove}
        />
      </Panel>
      <main className="main">
        <TopBar
          title={conversations.title ?? t("newChat")}
          state={state.data}
          settings={settings}
          sidebarOpen={panels.sidebar.open}
          tasksOpen={panels.tasks.open}
          onSidebar={panels.toggleSidebar}
          onTasks={panels.toggleTasks}
          onTheme={(theme) => change({ theme })}
        />
        <Banners online={online} state={state.data} unreachable={frontend.unreachable} />
        <div className="chat-area">
          {frontend.ready && (
            <Chat
              element={element}
              options={options}
              onThreadChange={conversations.changed}
              onResponseEnd={() => void Promise.all([threads.reload(), tasks.reload()])}
            />
          )}
        </div>
      </main>
      <Panel side="end" label={t("tasks")} {...panels.tasks}>
        <TasksPanel
          tasks={tasks.data}
          failed={tasks.failed}
          actions={taskActions(tasks.reload)}
          onRetry={() => void tasks.reload()}
        />
      </Panel>
    </div>
  );
}

function taskActions(reload: () => Promise<void>): TaskActions {
  return {
    add: (title, due) => addTask(title, due).then(reload),
    setDone: (id, done) => setTaskDone(id, done).then(reload),
    remove: (id) => deleteTask(id).then(reload),
  };
}

/** Loads again what the server says has changed, and everything when the window or the server comes back. */
function useRefresh(reload: Record<"state" | "tasks" | "threads", () => Promise<void>>): boolean {
  const all = () => void Promise.all([reload.state(), reload.tasks(), reload.threads()]);
  const latest = useRef(all);
  useEffect(() => {
    latest.current = all;
  });
  useEffect(() => {
    const refresh = () => latest.current();
    window.addEventListener("focus", refresh);
    return () => window.removeEventListener("focus", refresh);
  }, []);
  return useServerEvents((type: ServerEvent | "reconnected") => {
    if (type === "tasks.changed") void reload.tasks();
    else if (type === "threads.changed") void reload.threads();
    else if (type === "state.changed") void reload.state();
    else all();
  });
}

/** The panels beside the chat: folded as the user left them, or drawers of which at most one is open. */
function usePanels(settings: WindowProps["settings"], change: WindowProps["change"]) {
  const narrow = { sidebar: useMedia(NO_SIDEBAR), tasks: useMedia(NO_TASKS) };
  const [drawer, setDrawer] = useState<"sidebar" | "tasks" | null>(null);
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
    toggleSidebar: toggle("sidebar"),
    toggleTasks: toggle("tasks"),
    closeDrawer: () => setDrawer(null),
  };
}

function useTheme(theme: "system" | "light" | "dark"): void {
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}
