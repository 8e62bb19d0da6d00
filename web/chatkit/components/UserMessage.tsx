import { FileText } from "lucide-react";
import type { Attachment, UserContent, UserMessage as Message } from "../protocol/items";
import { useChat, useLanguage } from "../context";
import { stringValues } from "../protocol/sources";
import { reveal } from "../text/reveal";
import { CopyButton } from "./CopyButton";
import { RemoteImage } from "./RemoteImage";

export function UserMessage({ message, unsent = false }: { message: Message; unsent?: boolean }) {
  const { session } = useChat();
  const { t } = useLanguage();
  const text = message.content.map((part) => part.text).join(" ");
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

function Part({ part }: { part: UserContent }) {
  const { options } = useChat();
  if (part.type === "input_text") return <span>{part.text}</span>;
  const { onClick } = options.entities ?? {};
  if (!part.interactive || !onClick) return <span className="tag">{part.text}</span>;
  const entity = {
    id: part.id,
    title: part.text,
    interactive: true,
    data: stringValues(part.data),
    ...(part.group !== null && { group: part.group }),
  };
  return (
    <button type="button" className="tag" onClick={() => onClick(entity)}>
      {part.text}
    </button>
  );
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
