import { Pencil, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { ListFailure, Skeleton } from "../ListState";
import { t } from "../texts";
import { useResource } from "../useResource";
import { Failure } from "./Failure";
import { addMemory, changeMemory, deleteMemory, getMemories, type Memory } from "./settings";
import { useAttempt } from "./useAttempt";

/** What is remembered for all conversations, each with where it comes from. */
export function MemorySettings({ onOpenThread }: { onOpenThread: (threadId: string) => void }) {
  const { data, failed, reload } = useResource(getMemories);
  const { error, attempt } = useAttempt();
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  const done = (action: Promise<void>) => attempt(() => action.then(reload));
  return (
    <>
      <p className="muted">{t("memoriesHint")}</p>
      <Failure error={error} />
      {data.length === 0 ? (
        <p className="empty">{t("noMemories")}</p>
      ) : (
        <ul className="settings-list">
          {data.map((memory) => (
            <MemoryRow
              key={memory.id}
              memory={memory}
              onChange={(words) => done(changeMemory(memory.id, words))}
              onDelete={() => void done(deleteMemory(memory.id))}
              onOpenThread={onOpenThread}
            />
          ))}
        </ul>
      )}
      <MemoryForm
        label={t("addMemory")}
        button={t("addTaskButton")}
        onSave={(words) => done(addMemory(words))}
      />
    </>
  );
}

interface MemoryRowProps {
  memory: Memory;
  onChange: (words: string) => Promise<boolean>;
  onDelete: () => void;
  onOpenThread: (threadId: string) => void;
}

function MemoryRow({ memory, onChange, onDelete, onOpenThread }: MemoryRowProps) {
  const [editing, setEditing] = useState(false);
  const { text, threadId } = memory;
  if (editing) {
    const save = async (words: string): Promise<boolean> => {
      const saved = await onChange(words);
      if (saved) setEditing(false);
      return saved;
    };
    return (
      <li>
        <MemoryForm label={t("editMemory")} button={t("save")} text={text} onSave={save} />
      </li>
    );
  }
  return (
    <li className="settings-row">
      <span className="model-words">
        <span dir="auto">{text}</span>
        {threadId === null ? (
          <span className="muted">{t("memoryFromYou")}</span>
        ) : (
          <button type="button" className="link" onClick={() => onOpenThread(threadId)}>
            {t("memoryFromThread")}
          </button>
        )}
      </span>
      <span className="row-actions">
        <button
          type="button"
          className="icon-button small"
          aria-label={`${t("editMemory")}: ${text}`}
          title={t("editMemory")}
          onClick={() => setEditing(true)}
        >
          <Pencil aria-hidden />
        </button>
        <button
          type="button"
          className="icon-button small"
          aria-label={`${t("forget")}: ${text}`}
          title={t("forget")}
          onClick={onDelete}
        >
          <Trash2 aria-hidden />
        </button>
      </span>
    </li>
  );
}

interface MemoryFormProps {
  label: string;
  button: string;
  text?: string;
  onSave: (words: string) => Promise<boolean>;
}

function MemoryForm({ label, button, text = "", onSave }: MemoryFormProps) {
  const [words, setWords] = useState(text);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() !== "" && (await onSave(words.trim())) && text === "") setWords("");
  };
  return (
    <form className="key-form" onSubmit={(event) => void submit(event)}>
      <input
        className="field"
        value={words}
        maxLength={500}
        placeholder={label}
        aria-label={label}
        onChange={(event) => setWords(event.target.value)}
      />
      <button type="submit" className="button" disabled={words.trim() === ""}>
        {button}
      </button>
    </form>
  );
}
