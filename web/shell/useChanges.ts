import { useCallback, useState } from "react";
import { getChanges, type Change } from "./trust";
import { useResource, type Resource } from "./useResource";

const PAGE = 100;

export interface Changes extends Resource<Change[]> {
  /** There may be older ones. */
  more: boolean;
  showMore: () => void;
}

/** The newest changes, and as many older ones as were asked for. */
export function useChanges(): Changes {
  const [limit, setLimit] = useState(PAGE);
  const changes = useResource(useCallback(() => getChanges(limit), [limit]));
  const more = (changes.data?.length ?? 0) >= limit;
  return { ...changes, more, showMore: () => setLimit(limit + PAGE) };
}
