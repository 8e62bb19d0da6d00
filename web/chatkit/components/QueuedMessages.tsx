import { ListEnd, X } from "lucide-react";
import { useChat, useLanguage, useThread } from "../context";
import type { Draft } from "../state/composer";

/** Messages that wait for the end of the answer that is being written. */
export function QueuedMessages({ queued }: { queued: Draft["queued"] }) {
  const { chat, session } = useChat();
  const { t } = useLanguage();
  const busy = useThread((state) => state.turn !== null);
  if (queued.length === 0) return null;
  return (
    <ul className="queued" aria-label={t("composer.queued")}>
      {queued.map((message, at) => {
        const words = message.content.map((part) => part.text).join(" ");
        return (
          // A message waits in its place until it is sent or taken away.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="quote-chip">
            <ListEnd aria-hidden />
            <span className="ellipsis">{words}</span>
            {!busy && at === 0 && (
              <button type="button" className="button small" onClick={() => void chat.sendQueued(session)}>
                {t("composer.queued.send")}
              </button>
            )}
            <button
              type="button"
              className="icon-button small"
              aria-label={t("composer.remove", { name: words })}
              onClick={() => chat.composer.change(session.id, { queued: queued.toSpliced(at, 1) })}
            >
              <X aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
