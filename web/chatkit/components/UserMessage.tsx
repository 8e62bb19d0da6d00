import { FileText, Pencil } from "lucide-react";
import { useState } from "react";
import type { Attachment, UserContent, UserMessage as Message } from "../protocol/items";
import { useChat, useLanguage, useStore, useThread } from "../context";
import { reveal } from "../text/reveal";
import { Branches } from "./Branches";
import { CopyButton } from "./CopyButton";
import { tagSource } from "./entity";
import { EntityTag } from "./EntityTag";
import { EditMessage } from "./EditMessage";
import { MessageFacts, SentMark } from "./MessageFacts";
import { RemoteImage } from "./RemoteImage";

export function UserMessage({ message, unsent = false }: { message: Message; unsent?: boolean }) {
  const { chat, session } = useChat();
  const { t } = useLanguage();
  const text = message.content.map((part) => part.text).join(" ");
  const editable = useStore(chat.extras.store).editMessage !== undefined && !unsent;
  const [editing, setEditing] = useState(false);
  if (editing) return <EditMessage itemId={message.id} text={text} onClose={() => setEditing(false)} />;
  return (
    <article className="user-message" aria-label={t("message.you")}>
      {message.quoted_text !== null && (
        <blockquote className="quote" aria-label={t("message.quote")}>
          {message.quoted_text}
        </blockquote>
      )}
      {message.attachments.length > 0 && (
        <ul className="attachments">
          {message.attachments.map((attachment) => (
            <AttachmentView key={attachment.id} attachment={attachment} />
          ))}
        </ul>
      )}
      {message.content.length > 0 && (
        <div className="bubble-line">
          {!unsent && (
            <div className="item-actions">
              <MessageFacts item={message} />
              <Branches itemId={message.id} />
              {editable && <EditButton onEdit={() => setEditing(true)} />}
              <CopyButton text={text} label={t("message.copy")} />
            </div>
          )}
          <div className="bubble" dir="auto">
            {message.content.map((part, position) => (
              // Parts of a sent message never change their places.
              // oxlint-disable-next-line react/no-array-index-key
              <Part key={position} part={part} />
            ))}
          </div>
        </div>
      )}
      {!unsent && <SentMark item={message} />}
      {unsent && (
        <div className="unsent">
          {t("message.unsent")}
          <button type="button" className="link" onClick={() => void session.retry()}>
            {t("error.resend")}
          </button>
        </div>
      )}
    </article>
  );
}

function EditButton({ onEdit }: { onEdit: () => void }) {
  const { t } = useLanguage();
  const busy = useThread((state) => state.turn !== null);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={t("message.edit")}
      title={t("message.edit")}
      disabled={busy}
      onClick={onEdit}
    >
      <Pencil aria-hidden />
    </button>
  );
}

function Part({ part }: { part: UserContent }) {
  if (part.type === "input_text") return <span>{part.text}</span>;
  return <EntityTag source={tagSource(part)} words={part.text} />;
}

function AttachmentView({ attachment }: { attachment: Attachment }) {
  const { t } = useLanguage();
  if (attachment.type === "image" && attachment.preview_url !== null) {
    return (
      <li>
        <AttachedImage
          url={attachment.preview_url}
          alt={t("image.attached", { name: reveal(attachment.name) })}
        />
      </li>
    );
  }
  return (
    <li className="file-chip">
      <FileText aria-hidden />
      <bdi className="ellipsis">{reveal(attachment.name)}</bdi>
    </li>
  );
}

/** A preview may come as a `data:` address, which loads nothing. */
export function AttachedImage({ url, alt }: { url: string; alt: string }) {
  if (url.startsWith("data:image/")) return <img className="thumbnail" src={url} alt={alt} />;
  return <RemoteImage src={url} alt={alt} className="thumbnail" />;
}
