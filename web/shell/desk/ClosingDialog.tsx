import { AlertDialog } from "radix-ui";
import { t } from "../texts";
import { answerClosing } from "./api";

/** Asks what becomes of an answer that is being written when the window is closed. */
export function ClosingDialog({ onClose }: { onClose: () => void }) {
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">{t("closingTitle")}</AlertDialog.Title>
          <AlertDialog.Description className="muted">{t("closingHint")}</AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">{t("cancel")}</AlertDialog.Cancel>
            <AlertDialog.Action className="button" onClick={() => void answerClosing("stop")}>
              {t("closingStop")}
            </AlertDialog.Action>
            <AlertDialog.Action className="button primary" onClick={() => void answerClosing("background")}>
              {t("closingBackground")}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
