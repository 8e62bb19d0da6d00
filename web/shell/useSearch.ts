import { useEffect, useState } from "react";
import { searchConversations, type Hit } from "./conversation";

/** Typing is not followed letter by letter. */
const PAUSE_MS = 150;

export interface Search {
  query: string;
  setQuery: (query: string) => void;
  /** What was found; null while nothing was looked for yet. */
  hits: Hit[] | null;
  failed: boolean;
}

/** Looks through all conversations for what is typed. */
export function useSearch(): Search {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<{ query: string; hits: Hit[] | null }>({ query: "", hits: null });
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === "") return undefined;
    let current = true;
    const timer = setTimeout(() => {
      searchConversations(wanted)
        .then((hits) => current && setFound({ query: wanted, hits }))
        .catch(() => current && setFound({ query: wanted, hits: null }));
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  // What was found last stays while more is typed.
  return { query, setQuery, hits: found.hits, failed: found.query === wanted && found.hits === null };
}
