import { useEffect, useState } from "react";
import { getUiSettings, putUiSettings, type UiSettings } from "./api";

const DEFAULTS: UiSettings = { theme: "system", sidebar: true, tasks: true, welcomed: true };

/** While the app still starts its answer takes longer: then the page shows itself as usual, and changes later. */
const PATIENCE_MS = 250;

/** How the window looks; null until it is known, so that the first picture is already the right one. */
export function useUiSettings() {
  const [settings, setSettings] = useState<UiSettings | null>(null);
  useEffect(() => {
    const showUsual = () => setSettings((known) => known ?? DEFAULTS);
    const timer = setTimeout(showUsual, PATIENCE_MS);
    getUiSettings().then(setSettings, showUsual);
    return () => clearTimeout(timer);
  }, []);
  const change = (part: Partial<UiSettings>) => {
    const next = { ...(settings ?? DEFAULTS), ...part };
    setSettings(next);
    // A look that could not be kept is only a nuisance at the next start.
    putUiSettings(next).catch(() => undefined);
  };
  return { settings, change };
}
