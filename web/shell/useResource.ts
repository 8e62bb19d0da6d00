import { useCallback, useEffect, useRef, useState } from "react";

export interface Resource<T> {
  data: T | null;
  failed: boolean;
  reload: () => Promise<void>;
}

/** Something of the server's, loaded at once and again on demand; of several loads the last one counts. */
export function useResource<T>(load: () => Promise<T>): Resource<T> {
  const [state, setState] = useState<{ data: T | null; failed: boolean }>({ data: null, failed: false });
  const latest = useRef(0);
  const reload = useCallback(async () => {
    const turn = ++latest.current;
    try {
      const data = await load();
      if (turn === latest.current) setState({ data, failed: false });
    } catch {
      // What was loaded before stays: it is better than an empty list.
      if (turn === latest.current) setState((before) => ({ ...before, failed: true }));
    }
  }, [load]);
  useEffect(() => void reload(), [reload]);
  return { ...state, reload };
}
