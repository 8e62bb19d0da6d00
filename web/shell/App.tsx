import { useEffect, useState, type ComponentProps } from "react";
import { addTask, deleteTask, getState, getTasks, setTaskDone } from "./api";
import { Banners } from "./Banners";
import { Chat } from "./Chat";
import { Desk } from "./desk/Desk";
import { useFrontend } from "./frontend";
import { useChatOptions } from "./options";
import { ChangesPanel } from "./ChangesPanel";
import { Panel } from "./Panel";
import { PermissionsPanel } from "./PermissionsPanel";
import { Settings } from "./settings/SettingsDialog";
import { Sidebar } from "./Sidebar";
import { SidePanel, type SidePanelTab } from "./SidePanel";
import { TasksPanel, type TaskActions, type TaskDraft } from "./TasksPanel";
import { t } from "./texts";
import { TopBar } from "./TopBar";
import { getPermissions } from "./trust";
import { useChanges } from "./useChanges";
import { useModels } from "./useModels";
import { usePanels } from "./usePanels";
import { reloadAll, useRefresh } from "./useRefresh";
import { useResource } from "./useResource";
import { useSection } from "./settings/useSection";
import { useExtras } from "./useExtras";
import { useUiSettings } from "./useUiSettings";
import { useChatElement } from "./useChatElement";
import { useConversations } from "./useConversations";
import { Welcome } from "./Welcome";

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
  const element = useChatElement();
  const data = useData();
  const state = data.state.data;
  const frontend = useFrontend(state?.frontend ?? (data.state.failed ? "deskhand" : null));
  const { threads, ...conversations } = useConversations(element);
  const panels = usePanels(settings, change);
  const models = useModels(element, conversations.current);
  const options = useChatOptions(settings.theme, models.options, state?.frontend ?? "deskhand");
  const { offers, extras, dialog } = useExtras(state);
  const { section, place, open: openSettings } = useSection();
  const everything = { ...data, threads, models: models.models, meter: models.meter };
  const online = useRefresh(everything, element.lookAgain);
  const show = uncovered(panels, conversations.show);
  const list = { ...threadList(threads), offers, onHit: uncovered(panels, conversations.showHit) };
  const isNew = state?.model.provider === "builtin" && conversations.current === null;
  return (
    <div className="window">
      <Panel side="start" label={t("conversations")} {...panels.sidebar}>
        <Conversations list={list} conversations={conversations} onShow={show} />
      </Panel>
      <main className="main">
        <TopBar
          title={conversations.title ?? t("newChat")}
          {...{ state, settings, panels }}
          onTheme={(theme) => change({ theme })}
          meter={models.meter}
          onSettings={() => openSettings("models")}
        />
        <Banners online={online} state={state} unreachable={frontend.unreachable} />
        <Desk chat={element} conversation={conversations} data={data} panels={panels} onThread={show} />
        {isNew && !settings.welcomed && (
          <Welcome
            onChosen={() => change({ welcomed: true })}
            onModels={(at) => openSettings("models", at)}
          />
        )}
        <div className="chat-area">
          {frontend.ready && (
            <Chat
              {...{ element, options, extras }}
              onThreadChange={conversations.changed}
              onResponseEnd={() => reloadAll(everything)}
            />
          )}
        </div>
      </main>
      <Panel side="end" label={t("sidePanel")} {...panels.tasks}>
        <Beside data={data} draft={panels.draft} onOpen={show} />
      </Panel>
      <Settings
        {...{ section, place, state }}
        onSection={openSettings}
        onChosen={models.choose}
        onOpenThread={show}
      />
      {dialog}
    </div>
  );
}

interface ConversationsProps {
  list: Pick<
    ComponentProps<typeof Sidebar>,
    "threads" | "failed" | "more" | "onMore" | "onRetry" | "offers" | "onHit"
  >;
  conversations: Omit<ReturnType<typeof useConversations>, "threads">;
  onShow: (threadId: string | null) => void;
}

function Conversations({ list, conversations, onShow }: ConversationsProps) {
  return (
    <Sidebar
      {...list}
      current={conversations.current}
      onNew={() => onShow(null)}
      onOpen={onShow}
      onRename={conversations.rename}
      onDelete={conversations.remove}
    />
  );
}

/** Shows something in the chat, which no drawer may cover then. */
function uncovered<T>({ closeDrawer }: { closeDrawer: () => void }, show: (what: T) => void) {
  return (what: T) => {
    closeDrawer();
    show(what);
  };
}

function threadList(threads: ReturnType<typeof useConversations>["threads"]) {
  return {
    threads: threads.data?.threads ?? null,
    failed: threads.failed,
    more: typeof threads.data?.after === "string",
    onMore: threads.showMore,
    onRetry: () => void threads.reload(),
  };
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
  const changes = useChanges();
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

function useTheme(theme: "system" | "light" | "dark"): void {
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}
