import { ChevronRight, Redo2, Undo2 } from "lucide-react";
import { useState } from "react";
import { ListFailure, Skeleton } from "./ListState";
import { t } from "./texts";
import { momentWords } from "./time";
import { getDifference, turnChange, type Change } from "./trust";
import { useNow } from "./useNow";
import type { Changes } from "./useChanges";

/** Every change of a file or a task, the newest first, each with its diff and the way back. */
export function ChangesPanel({ changes }: { changes: Changes }) {
  const [told, setTold] = useState<string | null>(null);
  const turn = async (change: Change) => {
    try {
      setTold(await turnChange(change, change.undone ? "redo" : "undo"));
    } catch (reason) {
      setTold(reason instanceof Error ? reason.message : String(reason));
    }
    await changes.reload();
  };
  return (
    <>
      <p className="panel-told" role="status">
        {told}
      </p>
      <div className="panel-body">
        <ChangeList changes={changes} onTurn={turn} />
      </div>
    </>
  );
}

interface ChangeListProps {
  changes: Changes;
  onTurn: (change: Change) => Promise<void>;
}

function ChangeList({ changes, onTurn }: ChangeListProps) {
  const now = useNow();
  if (!changes.data)
    return changes.failed ? <ListFailure onRetry={() => void changes.reload()} /> : <Skeleton />;
  if (changes.data.length === 0) return <p className="empty">{t("noChanges")}</p>;
  return (
    <>
      <ul>
        {changes.data.map((change) => (
          <ChangeRow key={`${change.server} ${change.id}`} change={change} now={now} onTurn={onTurn} />
        ))}
      </ul>
      {changes.more && (
        <button type="button" className="button quiet wide" onClick={changes.showMore}>
          {t("more")}
        </button>
      )}
    </>
  );
}

interface ChangeRowProps {
  change: Change;
  now: Date;
  onTurn: (change: Change) => Promise<void>;
}

function ChangeRow({ change, now, onTurn }: ChangeRowProps) {
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const Mark = change.undone ? Redo2 : Undo2;
  const label = t(change.undone ? "redoChange" : "undoChange", { what: change.what });
  const turn = async () => {
    setBusy(true);
    await onTurn(change);
    setBusy(false);
  };
  return (
    <li className={change.undone ? "change undone" : "change"}>
      <div className="change-line">
        <button type="button" className="change-what" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <ChevronRight aria-hidden className="chevron" />
          <ChangeText change={change} now={now} />
        </button>
        {change.undoable && (
          <button
            type="button"
            className="icon-button small"
            aria-label={label}
            title={label}
            disabled={busy}
            onClick={() => void turn()}
          >
            <Mark aria-hidden />
          </button>
        )}
      </div>
      {shown && <Difference change={change} />}
    </li>
  );
}

function ChangeText({ change, now }: { change: Change; now: Date }) {
  return (
    <span className="change-text">
      <span dir="auto">{change.what}</span>
      <span className="change-facts">
        <time dateTime={change.time}>{momentWords(change.time, now, navigator.language)}</time>
        {change.undone && <span>{t("undone")}</span>}
      </span>
    </span>
  );
}

function Difference({ change }: { change: Change }) {
  const [diff, setDiff] = useState<string | null>(null);
  if (diff === null) void load(change).then(setDiff);
  if (diff === null) return <Skeleton />;
  if (diff === "") return <p className="muted change-none">{t("noDifference")}</p>;
  return (
    <pre className="diff" aria-label={t("difference")}>
      {diff
        .split("\n")
        .map((line, number) => ({ line, number }))
        .map(({ line, number }) => (
          <span key={number} className={kindOf(line)}>
            {line}
            {"\n"}
          </span>
        ))}
    </pre>
  );
}

async function load(change: Change): Promise<string> {
  try {
    return await getDifference(change);
  } catch (reason) {
    return reason instanceof Error ? reason.message : String(reason);
  }
}

function kindOf(line: string): string | undefined {
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : undefined;
}
