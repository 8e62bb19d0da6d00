import { CloudUpload } from "lucide-react";
import { useChat, useLanguage, useStore } from "../context";
import type { ThreadItem } from "../protocol/items";

/** When a message was written and by which model, as far as the page tells. */
export function MessageFacts({ item }: { item: ThreadItem }) {
  const { chat } = useChat();
  const { locale } = useLanguage();
  const { messageInfo } = useStore(chat.extras.store);
  const info = useStore(chat.extras.info)[item.id];
  if (!messageInfo) return null;
  const written = new Date(item.created_at);
  return (
    <span className="facts muted">
      {Number.isFinite(written.getTime()) && (
        <time dateTime={item.created_at} title={written.toLocaleString(locale)}>
          {written.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })}
        </time>
      )}
      {info?.model !== undefined && <span>{info.model}</span>}
      {item.type === "assistant_message" && <SentMark item={item} />}
    </span>
  );
}

/** Marks a message that left this computer; it is there also while nobody points at the message. */
export function SentMark({ item }: { item: ThreadItem }) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const sentTo = useStore(chat.extras.info)[item.id]?.sentTo;
  if (sentTo === undefined) return null;
  return (
    <span className="sent-to">
      <CloudUpload aria-hidden />
      {t("message.sentTo", { name: sentTo })}
    </span>
  );
}
