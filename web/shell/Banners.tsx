import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { AppState, Notice } from "./api";
import { t } from "./texts";

const MARKS = { info: Info, warning: TriangleAlert, danger: CircleAlert } as const;

interface BannersProps {
  online: boolean;
  state: AppState | null;
  /** The chat element that the user chose could not be loaded. */
  unreachable: boolean;
}

/** What the user should know about the app as a whole. While the server is gone, only that. */
export function Banners({ online, state, unreachable }: BannersProps) {
  const standIn: Notice[] = unreachable ? [{ level: "warning", message: t("frontendUnreachable") }] : [];
  const notices: Notice[] = online
    ? [...standIn, ...currentNotices(state)]
    : [{ level: "warning", message: t("offline") }];
  return (
    <div className="banners" role="status" aria-live="polite">
      {notices.map((notice) => {
        const Mark = MARKS[notice.level];
        return (
          <p key={notice.message} className={`banner ${notice.level}`}>
            <Mark aria-hidden />
            <span>{notice.message}</span>
          </p>
        );
      })}
    </div>
  );
}

function currentNotices(state: AppState | null): Notice[] {
  const failed = (state?.servers ?? []).filter((server) => server.status === "failed");
  const failures = failed.map(({ name, message }): Notice => {
    return { level: "warning", message: t("serverFailed", { name, message: message ?? "" }).trim() };
  });
  return [...failures, ...(state?.notices ?? [])];
}
