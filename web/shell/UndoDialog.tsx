import { AlertDialog } from "radix-ui";
import { useEffect, useState } from "react";
import { changesOfAnswer, undoAnswer, type AnswerChange, type Undone } from "./conversation";
import { Skeleton } from "./ListState";
import { t } from "./texts";

interface UndoDialogProps {
  threadId: string;
  itemId: string;
  onClose: () => void;
}

type Stage =
  | { at: "loading" }
  | { at: "asking"; changes: AnswerChange[] }
  | { at: "working"; changes: AnswerChange[] }
  | { at: "told"; told: Undone }
  | { at: "failed"; message: string };

/** Lists what an answer changed before it takes it back, and says what became of each. */
export function UndoDialog({ threadId, itemId, onClose }: UndoDialogProps) {
  const [stage, setStage] = useState<Stage>({ at: "loading" });
  useEffect(() => {
    changesOfAnswer(threadId, itemId)
      .then((changes) => setStage({ at: "asking", changes: changes.filter((change) => !change.undone) }))
      .catch((reason: unknown) => setStage({ at: "failed", message: words(reason) }));
  }, [threadId, itemId]);
  const undo = async (changes: AnswerChange[]) => {
    setStage({ at: "working", changes });
    try {
      setStage({ at: "told", told: await undoAnswer(threadId, itemId) });
    } catch (reason) {
      setStage({ at: "failed", message: words(reason) });
    }
  };
  const asks = (stage.at === "asking" || stage.at === "working") && stage.changes.length > 0;
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">
            {t(stage.at === "told" ? "undoAnswerTold" : "undoAnswer")}
          </AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="dialog-body" role={stage.at === "told" ? "status" : undefined}>
              <Body stage={stage} />
            </div>
          </AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">{t(asks ? "cancel" : "close")}</AlertDialog.Cancel>
            {asks && (
              <button
                type="button"
                className="button primary"
                disabled={stage.at === "working"}
                onClick={() => void undo(stage.changes)}
              >
                {stage.at === "working" && <span className="spinner" aria-hidden />}
                {count(stage.changes.length, "undoAnswerOne", "undoAnswerMany")}
              </button>
            )}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Body({ stage }: { stage: Stage }) {
  if (stage.at === "loading") return <Skeleton />;
  if (stage.at === "failed") return <p>{t("failed", { message: stage.message })}</p>;
  if (stage.at === "told") return <Told told={stage.told} />;
  if (stage.changes.length === 0) return <p>{t("undoAnswerNone")}</p>;
  return <Lines lines={stage.changes.map((change) => change.what)} />;
}

function Told({ told: { undone, problems } }: { told: Undone }) {
  return (
    <>
      <p>{undone.length === 0 ? t("undoneNone") : count(undone.length, "undoneOne", "undoneMany")}</p>
      {problems.length > 0 && (
        <>
          <p>{t("undoProblems")}</p>
          <Lines lines={problems} />
        </>
      )}
    </>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <ul className="dialog-list">
      {lines
        .map((line, place) => ({ line, place }))
        .map(({ line, place }) => (
          <li key={place} dir="auto">
            {line}
          </li>
        ))}
    </ul>
  );
}

function count(
  number: number,
  one: "undoAnswerOne" | "undoneOne",
  many: "undoAnswerMany" | "undoneMany",
): string {
  return number === 1 ? t(one) : t(many, { count: String(number) });
}

function words(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
