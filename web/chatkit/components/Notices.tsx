import { CircleAlert, Info, TriangleAlert, X } from "lucide-react";
import { useChat, useLanguage, useThread } from "../context";
import { Markdown } from "../markdown/Markdown";

const MARKS = { info: Info, warning: TriangleAlert, danger: CircleAlert } as const;

export function Notices() {
  const { session } = useChat();
  const { t } = useLanguage();
  const notices = useThread((state) => state.notices);
  return notices.map((notice) => {
    const Mark = MARKS[notice.level];
    return (
      <div
        key={notice.id}
        className={`notice ${notice.level}`}
        role={notice.level === "info" ? "status" : "alert"}
      >
        <Mark className="mark" aria-hidden />
        <div className="notice-text">
          {notice.title !== null && <strong>{notice.title}</strong>}
          <Markdown text={notice.message} />
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t("notice.dismiss")}
          onClick={() => session.dismissNotice(notice.id)}
        >
          <X aria-hidden />
        </button>
      </div>
    );
  });
}
