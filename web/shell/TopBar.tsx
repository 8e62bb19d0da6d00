import { Check, Cloud, Contrast, Monitor, Moon, PanelLeft, PanelRight, Sun } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { AppState, UiSettings } from "./api";
import { t } from "./texts";

interface TopBarProps {
  title: string;
  state: AppState | null;
  settings: UiSettings;
  sidebarOpen: boolean;
  tasksOpen: boolean;
  onSidebar: () => void;
  onTasks: () => void;
  onTheme: (theme: UiSettings["theme"]) => void;
}

export function TopBar(props: TopBarProps) {
  const { title, state, settings, sidebarOpen, tasksOpen } = props;
  return (
    <header className="top-bar">
      <button
        type="button"
        className="icon-button"
        aria-label={t(sidebarOpen ? "hideSidebar" : "showSidebar")}
        title={t(sidebarOpen ? "hideSidebar" : "showSidebar")}
        aria-expanded={sidebarOpen}
        onClick={props.onSidebar}
      >
        <PanelLeft aria-hidden />
      </button>
      <h1 className="title" dir="auto">
        {title}
      </h1>
      <ModelLabel state={state} />
      <ThemeMenu theme={settings.theme} onTheme={props.onTheme} />
      <button
        type="button"
        className="icon-button"
        aria-label={t(tasksOpen ? "hideTasks" : "showTasks")}
        title={t(tasksOpen ? "hideTasks" : "showTasks")}
        aria-expanded={tasksOpen}
        onClick={props.onTasks}
      >
        <PanelRight aria-hidden />
      </button>
    </header>
  );
}

function ModelLabel({ state }: { state: AppState | null }) {
  if (!state?.ready) {
    return (
      <p className="model" role="status">
        <span className="spinner" aria-hidden />
        {t("starting")}
      </p>
    );
  }
  const { label, name, remote } = state.model;
  const Where = remote ? Cloud : Monitor;
  return (
    <p className={remote ? "model remote" : "model"} title={name}>
      <Where aria-hidden />
      <span className="model-name">{label || name}</span>
      <span className="model-place">{t(remote ? "remote" : "local")}</span>
    </p>
  );
}

const THEMES = [
  { theme: "system", Mark: Contrast, label: "themeSystem" },
  { theme: "light", Mark: Sun, label: "themeLight" },
  { theme: "dark", Mark: Moon, label: "themeDark" },
] as const;

function ThemeMenu({ theme, onTheme }: { theme: UiSettings["theme"]; onTheme: TopBarProps["onTheme"] }) {
  const Current = THEMES.find((entry) => entry.theme === theme)?.Mark ?? Contrast;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon-button" aria-label={t("theme")} title={t("theme")}>
        <Current aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <DropdownMenu.RadioGroup
            value={theme}
            onValueChange={(value) => {
              const chosen = THEMES.find((entry) => entry.theme === value);
              if (chosen) onTheme(chosen.theme);
            }}
          >
            {THEMES.map(({ theme: value, Mark, label }) => (
              <DropdownMenu.RadioItem key={value} value={value} className="menu-entry">
                <Mark aria-hidden />
                {t(label)}
                <DropdownMenu.ItemIndicator className="chosen">
                  <Check aria-hidden />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
