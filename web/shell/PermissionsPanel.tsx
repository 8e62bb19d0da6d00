import { ListFailure, Skeleton } from "./ListState";
import { t } from "./texts";
import { momentWords } from "./time";
import { revokePermission, type Permission, type Permissions, type Waiting } from "./trust";
import { useNow } from "./useNow";
import type { Resource } from "./useResource";

interface PermissionsPanelProps {
  permissions: Resource<Permissions>;
  onOpen: (threadId: string) => void;
}

/** What waits for a yes, and what was allowed for longer; each of these is taken back with one button. */
export function PermissionsPanel({ permissions, onOpen }: PermissionsPanelProps) {
  const { data, failed, reload } = permissions;
  if (!data) {
    return (
      <div className="panel-body">
        {failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />}
      </div>
    );
  }
  return (
    <div className="panel-body">
      {data.waiting.length > 0 && (
        <section>
          <h2 className="group-title">{t("waitingTitle")}</h2>
          <ul>
            {data.waiting.map((question) => (
              <WaitingRow key={question.id} question={question} onOpen={() => onOpen(question.threadId)} />
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2 className="group-title">{t("allowedTitle")}</h2>
        {data.permissions.length > 1 && (
          <button
            type="button"
            className="button small"
            onClick={() => void revokeAll(data.permissions).finally(() => void reload())}
          >
            {t("revokeAll")}
          </button>
        )}
        {data.permissions.length === 0 ? (
          <p className="empty">{t("noPermissions")}</p>
        ) : (
          <ul>
            {data.permissions.map((permission) => (
              <PermissionRow
                key={permission.id}
                permission={permission}
                onRevoke={() => void revokePermission(permission.id).finally(() => void reload())}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

async function revokeAll(permissions: Permission[]): Promise<void> {
  await Promise.allSettled(permissions.map((permission) => revokePermission(permission.id)));
}

function WaitingRow({ question, onOpen }: { question: Waiting; onOpen: () => void }) {
  return (
    <li className="permission">
      <span className="change-text">
        <span>{question.tool}</span>
        <span className="change-facts" dir="auto">
          {question.thread ?? t("newChat")}
        </span>
      </span>
      <button type="button" className="button small" onClick={onOpen}>
        {t("openThread")}
      </button>
    </li>
  );
}

function PermissionRow({ permission, onRevoke }: { permission: Permission; onRevoke: () => void }) {
  const now = useNow();
  const { server, tool, folder, thread, expiresAt } = permission;
  const where = folder ?? thread ?? t("anywhere");
  const until =
    expiresAt === null
      ? t("untilRevoked")
      : t("until", { when: momentWords(expiresAt, now, navigator.language) });
  return (
    <li className="permission">
      <span className="change-text">
        <span>
          {server} · {tool}
        </span>
        <span className="change-facts" dir="auto">
          {where} · {until}
        </span>
      </span>
      <button
        type="button"
        className="button small"
        aria-label={t("revokeLabel", { tool })}
        onClick={onRevoke}
      >
        {t("revoke")}
      </button>
    </li>
  );
}
