import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "./texts";

interface PanelProps {
  side: "start" | "end";
  label: string;
  narrow: boolean;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A panel beside the chat; where the window is narrow, a drawer over it. */
export function Panel({ side, label, narrow, open, onClose, children }: PanelProps) {
  if (!narrow) {
    return open ? (
      <aside className={`panel ${side}`} aria-label={label}>
        {children}
      </aside>
    ) : null;
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className={`panel drawer ${side}`} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{label}</Dialog.Title>
          {children}
          <Dialog.Close className="icon-button drawer-close" aria-label={t("close")}>
            <X aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
