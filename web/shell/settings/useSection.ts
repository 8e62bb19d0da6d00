import { useEffect, useState } from "react";
import type { SettingsSection } from "./SettingsDialog";

/** A place within a part of the settings. */
export type Place = "keys";

/** The part of the settings that is shown, null while they are closed. Ctrl+comma opens them, as in most programs. */
export function useSection() {
  const [{ section, place }, setShown] = useState<{ section: SettingsSection | null; place: Place | null }>({
    section: null,
    place: null,
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "," || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setShown({ section: "models", place: null });
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  const open = (next: SettingsSection | null, at: Place | null = null) =>
    setShown({ section: next, place: at });
  return { section, place, open };
}
