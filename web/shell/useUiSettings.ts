import { useCallback, useEffect, useState } from "react";
import { getUiSettings, putUiSettings, type UiSettings } from "./api";

const DEFAULTS: UiSettings = { theme: "system", sidebar: true, tasks: true, welcomed: true };

/** While the app still starts its answer takes longer: then the page shows itself as usual, and changes later. */
const PATIENCE_MS = 250;

/** How the window looks; null until it is known, so that the first picture is already the right one. */
export function useUiSettings() {
  const [stored, setStored] = useState<UiSettings | null>(null);
  const [changes, setChanges] = useState<Partial<UiSettings>>({});
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const showUsual = () => setPatient(false);
    const timer = setTimeout(showUsual, PATIENCE_MS);
    getUiSettings().then(setStored, showUsual);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    // Not before it is known what was kept: what the user did not touch would be lost.
    if (stored === null || Object.keys(changes).length === 0) return;
    // A look that could not be kept is only a nuisance at the next start.
    putUiSettings({ ...stored, ...changes }).catch(() => undefined);
  }, [stored, changes]);
  const change = useCallback(
    (part: Partial<UiSettings>) => setChanges((before) => ({ ...before, ...part })),
    [],
  );
  const settings = stored === null && patient ? null : { ...(stored ?? DEFAULTS), ...changes };
  return { settings, change };
}
