import type { OpenAIChatKit } from "@openai/chatkit";
import { useEffect, useRef, useState } from "react";
import { useServerEvent } from "../connection";
import type { AppState } from "../api";
import type { ChatElement } from "../useChatElement";
import type { Resource } from "../useResource";
import type { TaskDraft } from "../TasksPanel";
import { t } from "../texts";
import { inOwnWindow, notify, openedFile, takeOpenings, takeReminders, type Opening } from "./api";
import { ClosingDialog } from "./ClosingDialog";
import { FindBar } from "./FindBar";
import { FolderDialog } from "./FolderDialog";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { useShortcuts } from "./shortcuts";

interface DeskProps {
  chat: ChatElement;
  conversation: { current: string | null; title: string | null | undefined };
  data: { state: Resource<AppState>; permissions: Resource<{ waiting: readonly unknown[] }> };
  panels: Record<"toggleSidebar" | "toggleTasks", () => void> & { fillTask: (draft: TaskDraft) => void };
  onThread: (threadId: string | null) => void;
}

/** What the window does as a program of the desktop: what is handed to it, its shortcuts, and its questions. */
export function Desk(props: DeskProps) {
  const [asked, setAsked] = useState<"closing" | "shortcuts" | null>(null);
  const [finding, setFinding] = useState(false);
  const { folder, problem, done } = useOpenings(props);
  const close = () => setAsked(null);
  useNotices(props);
  const reminders = useReminders();
  useServerEvent("closing.asked", () => setAsked("closing"));
  useShortcuts({
    newChat: () => props.onThread(null),
    sidebar: props.panels.toggleSidebar,
    tasks: props.panels.toggleTasks,
    shortcuts: () => setAsked(asked === "shortcuts" ? null : "shortcuts"),
    ...(inOwnWindow && { find: () => setFinding(true) }),
  });
  return (
    <>
      {finding && <FindBar onClose={() => setFinding(false)} />}
      {asked === "closing" && <ClosingDialog onClose={close} />}
      {asked === "shortcuts" && <ShortcutsDialog onClose={close} />}
      {folder && <FolderDialog {...folder} granted={props.data.state.data?.folders ?? []} onClose={done} />}
      {reminders.titles.length > 0 && (
        <p className="banner" role="status">
          <span>
            <strong>{reminderTitle(reminders.titles)}</strong> {reminders.titles.join(" · ")}
          </span>
          <button type="button" className="button quiet" onClick={reminders.dismiss}>
            {t("close")}
          </button>
        </p>
      )}
      {problem !== null && (
        <p className="banner warning" role="alert">
          {problem}
          <button type="button" className="button quiet" onClick={done}>
            {t("close")}
          </button>
        </p>
      )}
    </>
  );
}

/** Tells of an answer that ended while the user looks elsewhere. */
function useNotices({ chat, conversation, data }: DeskProps): void {
  const asks = (data.permissions.data?.waiting.length ?? 0) > 0;
  const now = { thread: conversation.current, title: conversation.title ?? t("newChat"), asks };
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
  });
  useEffect(() => {
    const leaving = new AbortController();
    const tell = () => {
      if (document.hasFocus()) return;
      const { thread, title, asks: question } = latest.current;
      void notify(
        t(question ? "noticeQuestion" : "noticeAnswer"),
        title,
        thread ? { thread_id: thread } : {},
      );
    };
    chat.ask((element) => element.addEventListener("chatkit.response.end", tell, { signal: leaving.signal }));
    return () => leaving.abort();
  }, [chat]);
}

/** What the user is reminded of: shown here, and outside the window while the user looks elsewhere. */
function useReminders() {
  const [titles, setTitles] = useState<string[]>([]);
  const tell = async () => {
    const due = await takeReminders();
    if (due.length === 0) return;
    setTitles((before) => [...before, ...due]);
    if (!document.hasFocus()) await notify(reminderTitle(due), due.join("\n"), { tasks: true });
  };
  // A server that is gone tells again when it is back.
  useServerEvent("reminders.due", () => void tell().catch(() => undefined));
  return { titles, dismiss: () => setTitles([]) };
}

function reminderTitle(titles: readonly string[]): string {
  return titles.length === 1 ? t("reminder") : t("reminders", { count: String(titles.length) });
}

interface Shown {
  folder: { name: string; path: string } | null;
  problem: string | null;
}

const NOTHING: Shown = { folder: null, problem: null };

/** Takes what was handed over, from the start of the page and whenever there is more. */
function useOpenings({ chat, panels, onThread }: DeskProps) {
  const [shown, setShown] = useState(NOTHING);
  const show = async (opening: Opening): Promise<void> => {
    if (opening.kind === "thread") onThread(opening.threadId);
    else if (opening.kind === "task") panels.fillTask(opening);
    else if (opening.kind === "folder") setShown({ folder: opening, problem: null });
    else if (opening.kind === "bundle")
      setShown({ folder: null, problem: t("bundleHint", { name: opening.name }) });
    else await compose(await there(chat), opening);
  };
  const tryToShow = (opening: Opening) =>
    show(opening).catch(() => {
      setShown({ folder: null, problem: t("openFailed", { name: "name" in opening ? opening.name : "" }) });
    });
  const take = () => {
    // In the order in which they were handed over. A server that is gone has nothing to hand over.
    takeOpenings()
      .then((openings) =>
        openings.reduce((before, each) => before.then(() => tryToShow(each)), Promise.resolve()),
      )
      .catch(() => undefined);
  };
  useServerEvent("openings.changed", take);
  useServerEvent("connected", take);
  return { ...shown, done: () => setShown(NOTHING) };
}

/** The chat, as soon as it is there. */
function there(chat: ChatElement): Promise<OpenAIChatKit> {
  return new Promise((resolve) => chat.ask(resolve));
}

type Composed = Extract<Opening, { kind: "message" | "file" | "say" }>;

/** Puts it into the composer, where the user decides; what the user has said in the quick window is sent. */
async function compose(chat: OpenAIChatKit, opening: Composed): Promise<void> {
  if (opening.kind === "say") {
    await chat.sendUserMessage({ text: opening.text, newThread: true });
    return;
  }
  if (opening.kind === "file") {
    const files = [await openedFile(opening.id, opening.name)];
    await chat.setComposerValue({ files });
  } else {
    await chat.setThreadId(null);
    await chat.setComposerValue({ text: opening.text });
  }
  await chat.focusComposer();
}
