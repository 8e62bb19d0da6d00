import { useEffect, useState } from "react";
import { useChat, useLanguage, useThread } from "../context";

const QUIET_MS = 250;

/** A thread usually loads at once: what stands in for it shows only when it does not. */
export function Loading() {
  const { t } = useLanguage();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="load-state" role="status">
      {late && (
        <>
          <span className="spinner" aria-hidden />
          {t("thread.loading")}
        </>
      )}
    </div>
  );
}

export function LoadFailure() {
  const { session } = useChat();
  const { t } = useLanguage();
  const reason = useThread((state) => state.load_error);
  return (
    <div className="load-state" role="alert">
      <p>{t("thread.loadFailed")}</p>
      {reason && <p className="muted">{reason}</p>}
      <button type="button" className="button" onClick={() => void session.load()}>
        {t("error.retry")}
      </button>
    </div>
  );
}
