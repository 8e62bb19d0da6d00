import { useEffect, useMemo, useState, type Dispatch, type SetStateAction } from "react";
import { oneAtATime } from "./oneAtATime";

export interface Resource<T> {
  data: T | null;
  failed: boolean;
  reload: () => Promise<void>;
}

interface Loaded<T> {
  data: T | null;
  failed: boolean;
}

/** Something of the server's, loaded at once and again on demand; of several loads the last one counts. */
export function useResource<T>(load: () => Promise<T>): Resource<T> {
  const [state, setState] = useState<Loaded<T>>({ data: null, failed: false });
  const { reload, begin } = useMemo(() => loader(load, setState), [load]);
  useEffect(begin, [begin]);
  return { ...state, reload };
}

function loader<T>(load: () => Promise<T>, setState: Dispatch<SetStateAction<Loaded<T>>>) {
  let wanted = true;
  // While much is changed, events come faster than it can be loaded.
  const reload = oneAtATime(async () => {
    try {
      const data = await load();
      if (wanted) setState({ data, failed: false });
    } catch {
      // What was loaded before stays: it is better than an empty list.
      if (wanted) setState((before) => ({ ...before, failed: true }));
    }
  });
  /** Loads for the first time; what it gives ends it, as something else is wanted from then on. */
  const begin = () => {
    wanted = true;
    void reload();
    return () => {
      wanted = false;
    };
  };
  return { reload, begin };
}
