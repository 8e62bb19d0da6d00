import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { t } from "../texts";
import { isMac, SHORTCUTS } from "./shortcuts";

/** All keyboard shortcuts, with the keys as this keyboard names them. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog shortcuts" aria-describedby={undefined}>
          <Dialog.Title className="dialog-title">{t("shortcuts")}</Dialog.Title>
          <dl>
            {SHORTCUTS.map(({ keys, label }) => (
              <div key={label} className="shortcut">
                <dt>{t(label)}</dt>
                <dd dir="ltr">
                  {keys.map((key) => (
                    <kbd key={key}>{key === "Mod" ? (isMac ? "⌘" : "Ctrl") : key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          <Dialog.Close className="icon-button drawer-close" aria-label={t("close")}>
            <X aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
