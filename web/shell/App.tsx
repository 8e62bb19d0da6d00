import type { OpenAIChatKit } from "@openai/chatkit";
import { useEffect, useMemo, useRef, useState } from "react";
import { addTask, deleteTask, getState, getTasks, setTaskDone } from "./api";
import { Banners } from "./Banners";
import { Chat } from "./Chat";
import { Desk } from "./desk/Desk";
import { useServerEvents, type ServerEvent } from "./connection";
import { chatOptions } from "./options";
import { ChangesPanel } from "./ChangesPanel";
import { Panel } from "./Panel";
import { PermissionsPanel } from "./PermissionsPanel";
import { Sidebar } from "./Sidebar";
import { SidePanel, type SidePanelTab } from "./SidePanel";
import { TasksPanel, type TaskActions, type TaskDraft } from "./TasksPanel";
import { t } from "./texts";
import { TopBar } from "./TopBar";
import { getChanges, getPermissions } from "./trust";
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
  const data = useData();
  const { threads, ...conversations } = useConversations(element);
  const online = useRefresh({ ...data, threads });
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
          state={data.state.data}
          settings={settings}
          sidebarOpen={panels.sidebar.open}
          tasksOpen={panels.tasks.open}
          onSidebar={panels.toggleSidebar}
          onTasks={panels.toggleTasks}
          onTheme={(theme) => change({ theme })}
        />
        <Banners online={online} state={data.state.data} />
        <Desk chat={element} conversation={conversations} data={data} panels={panels} onThread={show} />
        <div className="chat-area">
          <Chat
            element={element}
            options={options}
            onThreadChange={conversations.changed}
            onResponseEnd={() => reloadAll({ ...data, threads })}
          />
        </div>
      </main>
      <Panel side="end" label={t("sidePanel")} {...panels.tasks}>
        <Beside data={data} draft={panels.draft} onOpen={show} />
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

/** What the window shows beside the conversations. */
function useData() {
  const state = useResource(getState);
  const tasks = useResource(getTasks);
  const changes = useResource(getChanges);
  const permissions = useResource(getPermissions);
  return { state, tasks, changes, permissions };
}

type Data = ReturnType<typeof useData>;

interface BesideProps {
  data: Data;
  draft: TaskDraft | null;
  onOpen: (threadId: string) => void;
}

function Beside({ data, draft, onOpen }: BesideProps) {
  const [tab, setTab] = useState<SidePanelTab>("tasks");
  useEffect(() => {
    if (draft) setTab("tasks");
  }, [draft]);
  const { tasks, changes, permissions } = data;
  return (
    <SidePanel
      tab={tab}
      waiting={permissions.data?.waiting.length ?? 0}
      onTab={setTab}
      panels={{
        tasks: (
          <TasksPanel
            tasks={tasks.data}
            draft={draft}
            failed={tasks.failed}
            actions={taskActions(tasks.reload)}
            onRetry={() => void tasks.reload()}
          />
        ),
        changes: <ChangesPanel changes={changes} />,
        permissions: <PermissionsPanel permissions={permissions} onOpen={onOpen} />,
      }}
    />
  );
}

type Reloadable = Record<keyof Data | "threads", { reload: () => Promise<void> }>;

function reloadAll(reload: Reloadable): void {
  void Promise.all(Object.values(reload).map((each) => each.reload()));
}

/** Loads again what the server says has changed, and everything when the window or the server comes back. */
function useRefresh(reload: Reloadable): boolean {
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
    if (type === "tasks.changed") void reload.tasks.reload();
    else if (type === "changes.changed") void reload.changes.reload();
    else if (type === "threads.changed") void reload.threads.reload();
    else if (type === "state.changed") void reload.state.reload();
    else if (type === "ready" || type === "connected") all();
  });
}

/** The panels beside the chat: folded as the user left them, or drawers of which at most one is open. */
function usePanels(settings: WindowProps["settings"], change: WindowProps["change"]) {
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

function useTheme(theme: "system" | "light" | "dark"): void {
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}
