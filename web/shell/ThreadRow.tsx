import { Ellipsis, FileJson, FileText, Pencil, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState, type FormEvent } from "react";
import type { ThreadSummary } from "./api";
import { exportAddress } from "./conversation";
import { ConfirmDialog } from "./ConfirmDialog";
import { t } from "./texts";

const EXPORTS = [
  { format: "markdown", label: "exportMarkdown", Mark: FileText },
  { format: "json", label: "exportJson", Mark: FileJson },
] as const;

interface ThreadRowProps {
  thread: ThreadSummary;
  current: boolean;
  /** It can be had as a file. */
  exports: boolean;
  onOpen: () => void;
  onRename: (title: string) => void;
  onDelete: () => void;
}

export function ThreadRow({ thread, current, exports, onOpen, onRename, onDelete }: ThreadRowProps) {
  const [mode, setMode] = useState<"plain" | "renaming" | "deleting">("plain");
  const title = thread.title ?? t("newChat");
  if (mode === "renaming") {
    return (
      <li className="thread-row">
        <RenameField title={thread.title ?? ""} onSave={onRename} onClose={() => setMode("plain")} />
      </li>
    );
  }
  return (
    <li className={current ? "thread-row current" : "thread-row"}>
      <button
        type="button"
        className="thread-link"
        aria-current={current ? "page" : undefined}
        title={title}
        dir="auto"
        onClick={onOpen}
      >
        {title}
      </button>
      <RowMenu threadId={exports ? thread.id : null} title={title} onChoose={setMode} />
      {mode === "deleting" && (
        <ConfirmDialog
          question={t("deleteThread", { title })}
          hint={t("deleteThreadHint")}
          confirm={t("deleteThreadConfirm")}
          onConfirm={onDelete}
          onClose={() => setMode("plain")}
        />
      )}
    </li>
  );
}

interface RowMenuProps {
  /** The conversation that can be had as a file. */
  threadId: string | null;
  title: string;
  onChoose: (mode: "renaming" | "deleting") => void;
}

function RowMenu({ threadId, title, onChoose }: RowMenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon-button small" aria-label={t("actions", { title })}>
        <Ellipsis aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* The focus goes to what was chosen, not back to the button. */}
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <DropdownMenu.Item className="menu-entry" onSelect={() => onChoose("renaming")}>
            <Pencil aria-hidden />
            {t("rename")}
          </DropdownMenu.Item>
          {threadId !== null &&
            EXPORTS.map(({ format, label, Mark }) => (
              <DropdownMenu.Item key={format} className="menu-entry" asChild>
                <a href={exportAddress(threadId, format)} download>
                  <Mark aria-hidden />
                  {t(label)}
                </a>
              </DropdownMenu.Item>
            ))}
          <DropdownMenu.Item className="menu-entry danger" onSelect={() => onChoose("deleting")}>
            <Trash2 aria-hidden />
            {t("delete")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface RenameFieldProps {
  title: string;
  onSave: (title: string) => void;
  onClose: () => void;
}

function RenameField({ title, onSave, onClose }: RenameFieldProps) {
  const [name, setName] = useState(title);
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    onClose();
    if (name.trim() !== "" && name.trim() !== title) onSave(name.trim());
  };
  return (
    <form className="rename" onSubmit={save}>
      <input
        className="field"
        value={name}
        aria-label={t("renameLabel")}
        // The field stands where the user just chose to rename.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => save()}
        onKeyDown={(event) => event.key === "Escape" && onClose()}
      />
    </form>
  );
}
