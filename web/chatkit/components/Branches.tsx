import { ChevronLeft, ChevronRight } from "lucide-react";
import { useChat, useLanguage, useStore, useThread } from "../context";

/** Leads through the versions of a message. */
export function Branches({ itemId }: { itemId: string }) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const busy = useThread((state) => state.turn !== null);
  const { showBranch } = useStore(chat.extras.store);
  const branch = useStore(chat.extras.info)[itemId]?.branch;
  if (!showBranch || !branch || branch.count < 2) return null;
  const { index, count } = branch;
  const step = (to: number, label: string, mark: React.ReactNode) => (
    <button
      type="button"
      className="icon-button small"
      aria-label={label}
      title={label}
      disabled={busy || to < 0 || to >= count}
      onClick={() => void chat.extras.showBranch(itemId, to)}
    >
      {mark}
    </button>
  );
  return (
    <span className="branches" role="group" aria-label={t("message.branch", { index: index + 1, count })}>
      {step(index - 1, t("message.branch.previous"), <ChevronLeft aria-hidden />)}
      <span aria-hidden>
        {index + 1}/{count}
      </span>
      {step(index + 1, t("message.branch.next"), <ChevronRight aria-hidden />)}
    </span>
  );
}
