import { Check, Contrast, Moon, PanelLeft, PanelRight, Settings, Sun } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { AppState, UiSettings } from "./api";
import { ModelMenu } from "./ModelMenu";
import type { Meter } from "./settings/models";
import { t } from "./texts";
import type { usePanels } from "./usePanels";
import type { Resource } from "./useResource";

interface TopBarProps {
  title: string;
  state: AppState | null;
  meter: Resource<Meter>;
  settings: UiSettings;
  panels: ReturnType<typeof usePanels>;
  onSettings: () => void;
  onTheme: (theme: UiSettings["theme"]) => void;
}

export function TopBar(props: TopBarProps) {
  const { title, state, settings, panels } = props;
  const { sidebar, tasks } = panels;
  return (
    <header className="top-bar">
      <button
        type="button"
        className="icon-button"
        aria-label={t(sidebar.open ? "hideSidebar" : "showSidebar")}
        title={t(sidebar.open ? "hideSidebar" : "showSidebar")}
        aria-expanded={sidebar.open}
        onClick={panels.toggleSidebar}
      >
        <PanelLeft aria-hidden />
      </button>
      <h1 className="title" dir="auto">
        {title}
      </h1>
      <ModelMenu
        state={state}
        meter={props.meter.data}
        onOpen={() => void props.meter.reload()}
        onSettings={props.onSettings}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={t("settings")}
        title={t("settings")}
        onClick={props.onSettings}
      >
        <Settings aria-hidden />
      </button>
      <ThemeMenu theme={settings.theme} onTheme={props.onTheme} />
      <button
        type="button"
        className="icon-button"
        aria-label={t(tasks.open ? "hideTasks" : "showTasks")}
        title={t(tasks.open ? "hideTasks" : "showTasks")}
        aria-expanded={tasks.open}
        onClick={panels.toggleTasks}
      >
        <PanelRight aria-hidden />
      </button>
    </header>
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
