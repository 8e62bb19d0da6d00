import { CloudUpload } from "lucide-react";
import { useChat, useLanguage, useStore } from "../context";
import type { ThreadItem } from "../protocol/items";

/** When a message was written, by which model, and whether it left this computer; as far as the page tells. */
export function MessageFacts({ item }: { item: ThreadItem }) {
  const { chat } = useChat();
  const { t, locale } = useLanguage();
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
      {info?.sentTo !== undefined && (
        <span className="sent-to">
          <CloudUpload aria-hidden />
          {t("message.sentTo", { name: info.sentTo })}
        </span>
      )}
    </span>
  );
}
