import { CircleAlert } from "lucide-react";
import { useChat, useLanguage, useThread } from "../context";

export function TurnErrorLine() {
  const { session } = useChat();
  const { t } = useLanguage();
  const error = useThread((state) => state.error);
  const unsent = useThread((state) => state.outgoing !== null);
  if (!error) return null;
  const message = error.message ?? t(error.kind === "connection" ? "error.connection" : "error.server");
  return (
    <div className="turn-error" role="alert">
      <CircleAlert className="mark" aria-hidden />
      <span dir="auto">{message}</span>
      {error.allow_retry && !unsent && (
        <button type="button" className="button small" onClick={() => void session.retry()}>
          {t("error.retry")}
        </button>
      )}
    </div>
  );
}
