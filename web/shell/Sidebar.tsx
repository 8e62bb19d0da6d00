import { SquarePen } from "lucide-react";
import { useState } from "react";
import type { ThreadSummary } from "./api";
import type { Hit } from "./conversation";
import type { Offer } from "./extras";
import { SearchField, SearchResults } from "./SearchPanel";
import { ThreadRow } from "./ThreadRow";
import { ListFailure, Skeleton } from "./ListState";
import { t } from "./texts";
import { useNow } from "./useNow";
import { useSearch } from "./useSearch";
import { threadGroup, type ThreadGroup } from "./time";

const GROUPS: readonly ThreadGroup[] = ["today", "yesterday", "earlier"];

interface SidebarProps {
  threads: readonly ThreadSummary[] | null;
  failed: boolean;
  more: boolean;
  current: string | null;
  offers: ReadonlySet<Offer>;
  onHit: (hit: Hit) => void;
  onMore: () => void;
  onRetry: () => void;
  onNew: () => void;
  onOpen: (id: string) => void;
  onRename: (id: string, title: string) => Promise<void>;
  onDelete: (id: string) => Promise<void>;
}

export function Sidebar(props: SidebarProps) {
  const search = useSearch();
  const [error, setError] = useState<string | null>(null);
  const attempt = (action: Promise<void>) => {
    setError(null);
    action.catch((reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason)));
  };
  return (
    <>
      <div className="panel-head">
        <button type="button" className="button new-chat" onClick={props.onNew}>
          <SquarePen aria-hidden />
          {t("newChat")}
        </button>
      </div>
      {props.offers.has("search") && <SearchField search={search} />}
      {error !== null && (
        <p className="panel-error" role="alert">
          {t("failed", { message: error })}
        </p>
      )}
      <nav className="panel-body" aria-label={t("conversations")}>
        {search.query.trim() === "" ? (
          <ThreadGroups {...props} attempt={attempt} />
        ) : (
          <SearchResults search={search} onOpen={props.onHit} />
        )}
      </nav>
    </>
  );
}

function ThreadGroups(props: SidebarProps & { attempt: (action: Promise<void>) => void }) {
  const { threads, failed, more, current, attempt } = props;
  const now = useNow();
  if (!threads) return failed ? <ListFailure onRetry={props.onRetry} /> : <Skeleton />;
  if (threads.length === 0) return <p className="empty">{t("noConversations")}</p>;
  return (
    <>
      {GROUPS.map((group) => {
        const members = threads.filter((thread) => threadGroup(thread.created_at, now) === group);
        if (members.length === 0) return null;
        return (
          <section key={group}>
            <h2 className="group-title">{t(group)}</h2>
            <ul>
              {members.map((thread) => (
                <ThreadRow
                  key={thread.id}
                  thread={thread}
                  current={thread.id === current}
                  exports={props.offers.has("export")}
                  onOpen={() => props.onOpen(thread.id)}
                  onRename={(title) => attempt(props.onRename(thread.id, title))}
                  onDelete={() => attempt(props.onDelete(thread.id))}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {more && (
        <button type="button" className="button quiet wide" onClick={props.onMore}>
          {t("more")}
        </button>
      )}
    </>
  );
}
