import { useEffect, useState } from "react";
import type { SettingsSection } from "./SettingsDialog";

/** The part of the settings that is shown, null while they are closed. Ctrl+comma opens them, as in most programs. */
export function useSection() {
  const [section, setSection] = useState<SettingsSection | null>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "," || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setSection("models");
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return [section, setSection] as const;
}
