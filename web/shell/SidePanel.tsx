import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { t, type TextKey } from "./texts";

export type SidePanelTab = "tasks" | "changes" | "permissions";

const TABS: readonly { tab: SidePanelTab; label: TextKey }[] = [
  { tab: "tasks", label: "tasks" },
  { tab: "changes", label: "changes" },
  { tab: "permissions", label: "permissions" },
];

interface SidePanelProps {
  tab: SidePanelTab;
  waiting: number;
  onTab: (tab: SidePanelTab) => void;
  panels: Record<SidePanelTab, ReactNode>;
}

/** What stands beside the chat: the tasks, what was changed, and what may be changed without asking. */
export function SidePanel({ tab, waiting, onTab, panels }: SidePanelProps) {
  return (
    <Tabs.Root
      className="side-panel"
      value={tab}
      onValueChange={(value) => onTab(TABS.find((entry) => entry.tab === value)?.tab ?? "tasks")}
    >
      <Tabs.List className="panel-head tabs" aria-label={t("sidePanel")}>
        {TABS.map((entry) => (
          <Tabs.Trigger key={entry.tab} value={entry.tab} className="tab">
            {t(entry.label)}
            {entry.tab === "permissions" && waiting > 0 && (
              <span className="badge" aria-label={t("waiting", { count: String(waiting) })}>
                {waiting}
              </span>
            )}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {TABS.map((entry) => (
        <Tabs.Content key={entry.tab} value={entry.tab} className="tab-content" tabIndex={-1}>
          {panels[entry.tab]}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
