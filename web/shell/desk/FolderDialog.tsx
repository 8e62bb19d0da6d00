import { AlertDialog } from "radix-ui";
import { useState } from "react";
import { t } from "../texts";
import { grantFolder } from "./api";

interface FolderDialogProps {
  name: string;
  path: string;
  granted: readonly string[];
  onClose: () => void;
}

/** Asks whether the assistant may work in a folder that was handed over. */
export function FolderDialog({ name, path, granted, onClose }: FolderDialogProps) {
  const [error, setError] = useState<string | null>(null);
  const known = granted.includes(path);
  const allow = () => {
    grantFolder(granted, path).then(onClose, (reason: unknown) =>
      setError(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">
            {t(known ? "folderKnown" : "folderTitle", { name })}
          </AlertDialog.Title>
          <AlertDialog.Description className="muted">{!known && t("folderHint")}</AlertDialog.Description>
          <p className="folder-path" dir="ltr">
            {path}
          </p>
          {error !== null && (
            <p className="panel-error" role="alert">
              {t("failed", { message: error })}
            </p>
          )}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">{t(known ? "close" : "cancel")}</AlertDialog.Cancel>
            {!known && (
              <button type="button" className="button primary" onClick={allow}>
                {t("folderAllow")}
              </button>
            )}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
