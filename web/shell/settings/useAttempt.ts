import { useState } from "react";

interface Attempt {
  /** What went wrong last; null when it went well. */
  error: string | null;
  busy: boolean;
  /** Does it, and says whether it went well. */
  attempt: (action: () => Promise<void>) => Promise<boolean>;
}

/** Does things that may fail, and keeps the sentence that says why. */
export function useAttempt(): Attempt {
  const [state, setState] = useState<{ error: string | null; busy: boolean }>({ error: null, busy: false });
  const attempt = async (action: () => Promise<void>): Promise<boolean> => {
    setState({ error: null, busy: true });
    try {
      await action();
      setState({ error: null, busy: false });
      return true;
    } catch (reason) {
      setState({ error: reason instanceof Error ? reason.message : String(reason), busy: false });
      return false;
    }
  };
  return { ...state, attempt };
}
