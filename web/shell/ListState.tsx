import { t } from "./texts";

/** What stands where a list could not be loaded. */
export function ListFailure({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="empty" role="alert">
      <p>{t("listFailed")}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  );
}

/** What stands where a list is still being loaded. */
export function Skeleton() {
  return (
    <div className="skeleton" aria-hidden>
      <i />
      <i />
      <i />
    </div>
  );
}
