import { CornerUpLeft, FileText, X } from "lucide-react";
import type { Draft, Refusal } from "../state/composer";
import { useChat, useLanguage } from "../context";
import type { Language } from "../i18n";
import { toError } from "../state/host";
import { reveal } from "../text/reveal";
import { AttachedImage } from "./UserMessage";

/** What goes with the message besides its words, each with a way to take it away. */
export function ComposerChips({ draft }: { draft: Draft }) {
  const { chat, session } = useChat();
  const language = useLanguage();
  const { t } = language;
  const change = chat.composer.change.bind(chat.composer, session.id);
  return (
    <>
      {draft.quoted_text !== null && (
        <div className="quote-chip">
          <CornerUpLeft aria-hidden />
          <span className="ellipsis">{draft.quoted_text}</span>
          <RemoveButton label={t("composer.quote.remove")} onClick={() => change({ quoted_text: null })} />
        </div>
      )}
      <ul className="chips">
        {draft.tags.map((tag) => (
          <li key={tag.id} className="file-chip">
            <span className="ellipsis">{tag.text}</span>
            <RemoveButton
              label={t("composer.remove", { name: tag.text })}
              onClick={() => change({ tags: draft.tags.filter((other) => other.id !== tag.id) })}
            />
          </li>
        ))}
        <Attachments draft={draft} />
      </ul>
      {draft.refusals.map((refusal) => (
        <p key={`${refusal.reason} ${refusal.name}`} className="refusal" role="alert">
          {refusalText(refusal, language)}
        </p>
      ))}
    </>
  );
}

function Attachments({ draft }: { draft: Draft }) {
  const { chat, session } = useChat();
  const { t, locale } = useLanguage();
  const reportError = (reason: unknown) => chat.emit("chatkit.error", { error: toError(reason) });
  return (
    <>
      {draft.attachments.map((attachment) => (
        <li key={attachment.id} className="file-chip">
          {attachment.preview_url === null ? (
            <FileText aria-hidden />
          ) : (
            <AttachedImage url={attachment.preview_url} alt={attachment.name} />
          )}
          <bdi className="ellipsis">{reveal(attachment.name)}</bdi>
          <RemoveButton
            label={t("composer.remove", { name: attachment.name })}
            onClick={() => void chat.uploads.remove(session.id, attachment).catch(reportError)}
          />
        </li>
      ))}
      {draft.uploads.map(({ key, name, failed, done }) => (
        <li key={key} className={failed ? "file-chip failed" : "file-chip"}>
          {failed ? <FileText aria-hidden /> : <span className="spinner" aria-hidden />}
          <span className="ellipsis">
            {failed
              ? t("composer.upload.failed", { name })
              : done === null
                ? t("composer.uploading", { name })
                : t("composer.uploading.part", { name, percent: percent(done, locale) })}
          </span>
          {failed && (
            <RemoveButton
              label={t("composer.remove", { name })}
              onClick={() => chat.uploads.forget(session.id, key)}
            />
          )}
        </li>
      ))}
    </>
  );
}

function percent(part: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(part);
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="icon-button small" aria-label={label} title={label} onClick={onClick}>
      <X aria-hidden />
    </button>
  );
}

function refusalText({ reason, name, limit }: Refusal, { t, locale }: Language): string {
  switch (reason) {
    case "tooLarge":
      return t("composer.tooLarge", { name, size: fileSize(limit, locale) });
    case "tooMany":
      return t("composer.tooMany", { count: limit });
    case "notAccepted":
      return t("composer.notAccepted", { name });
  }
}

function fileSize(bytes: number, locale: string): string {
  const [unit, value] =
    bytes < 1024 * 1024
      ? (["kilobyte", bytes / 1024] as const)
      : (["megabyte", bytes / 1024 / 1024] as const);
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}
