import { RotateCw, ThumbsDown, ThumbsUp, Undo2 } from "lucide-react";
import { useState } from "react";
import type { ThreadItem } from "../protocol/items";
import { useChat, useLanguage, useStore, useThread } from "../context";
import { toError } from "../state/host";
import { CopyButton } from "./CopyButton";
import { MessageFacts } from "./MessageFacts";

type Kind = "positive" | "negative";

/** The actions on an answer: `items` are everything between the user's message and the end of the turn. */
export function ItemActions({ items, askedId }: { items: readonly ThreadItem[]; askedId: string | null }) {
  const { options, session } = useChat();
  const { t } = useLanguage();
  const { feedback = false, retry = false } = options.threadItemActions ?? {};
  const busy = useThread((state) => state.turn !== null);
  const last = items.findLast((item) => item.type === "assistant_message") ?? items.at(-1);
  const text = items.map(copyText).filter(Boolean).join("\n\n");
  return (
    <div className="item-actions">
      {text !== "" && <CopyButton text={text} label={t("message.copy")} />}
      {feedback && <Feedback itemIds={items.map((item) => item.id)} />}
      {retry && askedId !== null && (
        <button
          type="button"
          className="icon-button"
          aria-label={t("message.again")}
          title={t("message.again")}
          disabled={busy}
          onClick={() => void session.retryAfter(askedId)}
        >
          <RotateCw aria-hidden />
        </button>
      )}
      {askedId !== null && <UndoButton askedId={askedId} />}
      {last && <MessageFacts item={last} />}
    </div>
  );
}

/** Takes back what was changed for an answer; only where something was. */
function UndoButton({ askedId }: { askedId: string }) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const busy = useThread((state) => state.turn !== null);
  const { undoAnswer } = useStore(chat.extras.store);
  const changes = useStore(chat.extras.info)[askedId]?.changes ?? 0;
  if (!undoAnswer || changes === 0) return null;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={t("message.undo")}
      title={t("message.undo")}
      disabled={busy}
      onClick={() => void chat.extras.undoAnswer(askedId)}
    >
      <Undo2 aria-hidden />
    </button>
  );
}

function copyText(item: ThreadItem): string {
  if (item.type === "assistant_message") return item.content.map((part) => part.text).join("\n\n");
  return item.type === "widget" ? (item.copy_text ?? "") : "";
}

function Feedback({ itemIds }: { itemIds: string[] }) {
  const { chat, session } = useChat();
  const { t } = useLanguage();
  const [given, setGiven] = useState<Kind | null>(null);
  const give = (kind: Kind) => {
    setGiven(kind);
    session.feedback(itemIds, kind).catch((reason: unknown) => {
      setGiven(null);
      chat.emit("chatkit.error", { error: toError(reason) });
    });
  };
  const buttons = [
    { kind: "positive", label: t("message.good"), Mark: ThumbsUp },
    { kind: "negative", label: t("message.bad"), Mark: ThumbsDown },
  ] as const;
  return buttons.map(({ kind, label, Mark }) => (
    <button
      key={kind}
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={given === kind}
      title={label}
      onClick={() => give(kind)}
    >
      <Mark aria-hidden />
    </button>
  ));
}
