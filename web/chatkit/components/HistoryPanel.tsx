import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Thread } from "../protocol/threads";
import { useChat, useLanguage, useStore } from "../context";
import { reveal } from "../text/reveal";
import { toError } from "../state/host";
import { Menu, type MenuEntry } from "./Menu";

export function HistoryPanel() {
  const { chat } = useChat();
  const { t } = useLanguage();
  const { threads, loading, failed, more } = useStore(chat.history.store);
  return (
    <nav className="history" aria-label={t("history.title")}>
      <div className="column">
        <ul className="thread-list">
          {threads.map((thread) => (
            <ThreadRow key={thread.id} thread={thread} />
          ))}
        </ul>
        {loading && <span className="spinner" role="img" aria-label={t("thread.loading")} />}
        {failed && <p role="alert">{t("history.failed")}</p>}
        {!loading && !failed && threads.length === 0 && <p className="muted">{t("history.empty")}</p>}
        {(more || failed) && !loading && (
          <button type="button" className="button quiet" onClick={() => void chat.history.loadMore()}>
            {t(failed ? "error.retry" : "history.more")}
          </button>
        )}
      </div>
    </nav>
  );
}

function ThreadRow({ thread }: { thread: Thread }) {
  const { chat, session, options } = useChat();
  const { t } = useLanguage();
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { showRename = true, showDelete = true } = options.history ?? {};
  const title = thread.title === null ? t("history.untitled") : reveal(thread.title);
  const open = () => {
    chat.history.hide();
    void chat.setThread(thread.id);
  };
  const entries: MenuEntry[] = [
    ...(showRename
      ? [
          {
            key: "rename",
            label: t("history.rename"),
            icon: <Pencil aria-hidden />,
            choose: () => setRenaming(true),
          },
        ]
      : []),
    ...(showDelete
      ? [
          {
            key: "delete",
            label: t("history.delete"),
            icon: <Trash2 aria-hidden />,
            danger: true,
            choose: () => setDeleting(true),
          },
        ]
      : []),
  ];
  return (
    <li className={thread.id === session.id ? "thread-row current" : "thread-row"}>
      {renaming ? (
        <RenameForm thread={thread} onClose={() => setRenaming(false)} />
      ) : (
        <button
          type="button"
          className="thread-link ellipsis"
          aria-current={thread.id === session.id}
          onClick={open}
        >
          {title}
        </button>
      )}
      {entries.length > 0 && !renaming && (
        <Menu
          label={`${entries.map(({ label }) => label).join(", ")}: ${title}`}
          button={<EllipsisVertical aria-hidden />}
          entries={entries}
        />
      )}
      {deleting && <DeleteDialog thread={thread} title={title} onClose={() => setDeleting(false)} />}
    </li>
  );
}

function RenameForm({ thread, onClose }: { thread: Thread; onClose: () => void }) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const [name, setName] = useState(thread.title ?? "");
  const save = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    if (name.trim() === "" || name === thread.title) return;
    const report = (reason: unknown) => chat.emit("chatkit.error", { error: toError(reason) });
    chat.history.rename(thread.id, name.trim()).catch(report);
  };
  return (
    <form className="rename" onSubmit={save}>
      <input
        className="field"
        value={name}
        aria-label={t("history.rename.label")}
        // The field stands where the user just chose to rename.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onClose()}
      />
      <button type="submit" className="button small">
        {t("history.save")}
      </button>
    </form>
  );
}

function DeleteDialog({ thread, title, onClose }: { thread: Thread; title: string; onClose: () => void }) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const remove = () => {
    onClose();
    const report = (reason: unknown) => chat.emit("chatkit.error", { error: toError(reason) });
    chat.removeThread(thread.id).catch(report);
  };
  return (
    <dialog className="dialog" ref={dialog} onClose={onClose}>
      <h3>{t("history.delete.question", { title })}</h3>
      <p className="muted">{t("history.delete.hint")}</p>
      <div className="composer-bar end">
        <button type="button" className="button quiet" onClick={onClose}>
          {t("history.cancel")}
        </button>
        <button type="button" className="button danger" onClick={remove}>
          {t("history.delete.confirm")}
        </button>
      </div>
    </dialog>
  );
}
