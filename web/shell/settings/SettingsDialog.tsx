import { X } from "lucide-react";
import { Dialog, Tabs } from "radix-ui";
import type { ReactNode } from "react";
import type { AppState } from "../api";
import { t, type TextKey } from "../texts";
import { DesktopSettings } from "../desk/DesktopSettings";
import { Diagnostics } from "../desk/Diagnostics";
import { AllSettings } from "./AllSettings";
import { FolderSettings } from "./FolderSettings";
import { InstructionSettings } from "./InstructionSettings";
import { MemorySettings } from "./MemorySettings";
import { ModelSettings } from "./ModelSettings";
import type { Place } from "./useSection";

export type SettingsSection =
  "models" | "folders" | "instructions" | "memories" | "desktop" | "all" | "diagnostics";

const SECTIONS: readonly { section: SettingsSection; label: TextKey }[] = [
  { section: "models", label: "settingsModels" },
  { section: "folders", label: "settingsFolders" },
  { section: "instructions", label: "settingsInstructions" },
  { section: "memories", label: "settingsMemories" },
  { section: "desktop", label: "settingsDesktop" },
  { section: "all", label: "settingsAll" },
  { section: "diagnostics", label: "settingsDiagnostics" },
];

interface SettingsProps {
  /** The part that is shown; null while the settings are closed. */
  section: SettingsSection | null;
  /** Where in it to begin. */
  place: Place | null;
  state: AppState | null;
  onSection: (section: SettingsSection | null) => void;
  onChosen: (modelId: string) => void;
  onOpenThread: (threadId: string) => void;
}

export function Settings(props: SettingsProps) {
  const { section } = props;
  return section !== null && <SettingsDialog {...props} section={section} />;
}

/** Everything that can be set, in one window over the page. Each part saves by itself. */
function SettingsDialog(props: SettingsProps & { section: SettingsSection }) {
  const { section, onSection } = props;
  const close = () => onSection(null);
  const openThread = (threadId: string) => {
    close();
    props.onOpenThread(threadId);
  };
  const panels: Record<SettingsSection, ReactNode> = {
    models: <ModelSettings place={props.place} onChosen={props.onChosen} />,
    folders: <FolderSettings />,
    instructions: <InstructionSettings />,
    memories: <MemorySettings onOpenThread={openThread} />,
    desktop: <DesktopSettings />,
    all: <AllSettings state={props.state} />,
    diagnostics: <Diagnostics />,
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog settings" aria-describedby={undefined}>
          <header className="settings-head">
            <Dialog.Title className="dialog-title">{t("settings")}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={t("close")} title={t("close")}>
              <X aria-hidden />
            </Dialog.Close>
          </header>
          <Tabs.Root
            className="settings-body"
            orientation="vertical"
            value={section}
            onValueChange={(value) => {
              onSection(SECTIONS.find((entry) => entry.section === value)?.section ?? "models");
            }}
          >
            <Tabs.List className="settings-sections" aria-label={t("settings")}>
              {SECTIONS.map((entry) => (
                <Tabs.Trigger key={entry.section} value={entry.section} className="tab">
                  {t(entry.label)}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            {SECTIONS.map((entry) => (
              <Tabs.Content
                key={entry.section}
                value={entry.section}
                className="settings-panel"
                tabIndex={-1}
              >
                {panels[entry.section]}
              </Tabs.Content>
            ))}
          </Tabs.Root>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
