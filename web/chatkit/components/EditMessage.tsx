import { useState, type FormEvent, type KeyboardEvent } from "react";
import { useChat, useLanguage } from "../context";
import { toError } from "../state/host";

interface EditMessageProps {
  itemId: string;
  text: string;
  onClose: () => void;
}

/** A sent message as a field again; what comes of it is asked anew. */
export function EditMessage({ itemId, text, onClose }: EditMessageProps) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const [words, setWords] = useState(text);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    const report = (reason: unknown) => chat.emit("chatkit.error", { error: toError(reason) });
    chat.extras.edit(itemId, words.trim()).catch(report);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    }
  };
  return (
    <form className="edit-message" onSubmit={send}>
      <textarea
        className="field"
        value={words}
        rows={2}
        aria-label={t("message.edit.label")}
        // The field stands where the user just chose to edit.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="composer-bar end">
        <button type="button" className="button quiet small" onClick={onClose}>
          {t("history.cancel")}
        </button>
        <button type="submit" className="button primary small" disabled={words.trim() === ""}>
          {t("message.edit.send")}
        </button>
      </div>
    </form>
  );
}
