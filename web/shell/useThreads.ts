import { useCallback, useState } from "react";
import { getThreads, type ThreadPage } from "./api";
import { useResource } from "./useResource";

/** The list of conversations, newest first, as far as it was asked for. */
export function useThreads() {
  const [pages, setPages] = useState(1);
  const load = useCallback(async (): Promise<ThreadPage> => {
    const threads: ThreadPage["threads"] = [];
    let after: string | null = null;
    for (let page = 0; page < pages; page++) {
      // Each page starts where the one before ended.
      // oxlint-disable-next-line no-await-in-loop
      const next: ThreadPage = await getThreads(after);
      threads.push(...next.threads);
      after = next.after;
      if (after === null) break;
    }
    return { threads, after };
  }, [pages]);
  return { ...useResource(load), showMore: () => setPages(pages + 1) };
}
