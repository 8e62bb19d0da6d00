import { Search as SearchMark, X } from "lucide-react";
import type { Hit } from "./conversation";
import { t } from "./texts";
import { momentWords } from "./time";
import { Skeleton } from "./ListState";
import { useNow } from "./useNow";
import type { Search } from "./useSearch";

export function SearchField({ search }: { search: Search }) {
  return (
    <div className="search" role="search">
      <SearchMark aria-hidden />
      <input
        className="field"
        // Its own clear button would come on top of ours in some browsers.
        type="text"
        aria-label={t("search")}
        placeholder={t("search")}
        value={search.query}
        spellCheck={false}
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && search.setQuery("")}
      />
      {search.query !== "" && (
        <button
          type="button"
          className="icon-button small"
          aria-label={t("clearSearch")}
          title={t("clearSearch")}
          onClick={() => search.setQuery("")}
        >
          <X aria-hidden />
        </button>
      )}
    </div>
  );
}

interface SearchResultsProps {
  search: Search;
  onOpen: (hit: Hit) => void;
}

export function SearchResults({ search, onOpen }: SearchResultsProps) {
  const { hits, failed } = search;
  const now = useNow();
  if (failed) {
    return (
      <p className="empty" role="alert">
        {t("listFailed")}
      </p>
    );
  }
  if (!hits) return <Skeleton />;
  return (
    <>
      <p className="visually-hidden" role="status">
        {hits.length === 1 ? t("oneHit") : t("manyHits", { count: String(hits.length) })}
      </p>
      {hits.length === 0 && <p className="empty">{t("noHits")}</p>}
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.threadId} ${hit.itemId}`}>
            <button type="button" className="hit" onClick={() => onOpen(hit)}>
              {hit.itemId === null ? (
                <span className="hit-title" dir="auto">
                  <Excerpt hit={hit} />
                </span>
              ) : (
                <>
                  <span className="hit-head">
                    <span className="hit-title" dir="auto">
                      {hit.title ?? t("newChat")}
                    </span>
                    <time dateTime={hit.createdAt}>
                      {momentWords(hit.createdAt, now, navigator.language)}
                    </time>
                  </span>
                  <span className="hit-text" dir="auto">
                    <Excerpt hit={hit} />
                  </span>
                </>
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Excerpt({ hit }: { hit: Hit }) {
  return hit.excerpt
    .map((piece, place) => ({ piece, place }))
    .map(({ piece, place }) =>
      place % 2 === 1 ? <mark key={place}>{piece}</mark> : <span key={place}>{piece}</span>,
    );
}
