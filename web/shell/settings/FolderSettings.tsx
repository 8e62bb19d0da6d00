import { FolderPlus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { ListFailure, Skeleton } from "../ListState";
import { t } from "../texts";
import { useResource } from "../useResource";
import { Failure } from "./Failure";
import { getInstructions, putSetting } from "./settings";
import { useAttempt } from "./useAttempt";

const getFolders = async (): Promise<string[]> =>
  (await getInstructions()).folders.filter(({ granted }) => granted).map(({ folder }) => folder);

/** The folders that the assistant may work in. */
export function FolderSettings() {
  const { data, failed, reload } = useResource(getFolders);
  const { error, busy, attempt } = useAttempt();
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  const keep = (folders: string[]) =>
    attempt(async () => {
      await putSetting("folders", folders.length > 0 ? folders : null);
      await reload();
    });
  return (
    <>
      <p className="muted">{t("foldersHint")}</p>
      <Failure error={error} />
      <ul className="settings-list">
        {data.map((folder) => (
          <li key={folder} className="settings-row">
            <bdi className="path">{folder}</bdi>
            <button
              type="button"
              className="icon-button small"
              disabled={busy || data.length === 1}
              aria-label={t("removeFolder", { folder })}
              title={t("removeFolder", { folder })}
              onClick={() => void keep(data.filter((each) => each !== folder))}
            >
              <X aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <AddFolder busy={busy} onAdd={(folder) => keep([...data, folder])} />
    </>
  );
}

function AddFolder({ busy, onAdd }: { busy: boolean; onAdd: (folder: string) => Promise<boolean> }) {
  const [folder, setFolder] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (folder.trim() !== "" && (await onAdd(folder.trim()))) setFolder("");
  };
  return (
    <form className="key-form" onSubmit={(event) => void submit(event)}>
      <input
        className="field"
        value={folder}
        placeholder={t("folderPath")}
        aria-label={t("folderPath")}
        onChange={(event) => setFolder(event.target.value)}
      />
      <button type="submit" className="button" disabled={busy || folder.trim() === ""}>
        <FolderPlus aria-hidden />
        {t("addFolder")}
      </button>
    </form>
  );
}
