import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { t } from "../texts";
import { findInPage, type Found } from "./api";

/** Searches what the window shows, as a browser does: matches are marked while one types, Enter goes to the next. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState("");
  const { found, search } = useSearch();
  const close = () => {
    search("", false);
    onClose();
  };
  useEscape(close);
  return createPortal(
    <search className="find-bar">
      <input
        className="field"
        aria-label={t("find")}
        placeholder={t("find")}
        value={words}
        // It appears because the user wants to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setWords(event.target.value);
          search(event.target.value, false);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) search(words, event.shiftKey);
        }}
      />
      <output className="muted find-count" aria-live="polite">
        {words !== "" && found && (found.count ? `${found.current} / ${found.count}` : t("findNothing"))}
      </output>
      <button
        type="button"
        className="icon-button small"
        aria-label={t("findBefore")}
        title={t("findBefore")}
        onClick={() => search(words, true)}
      >
        <ChevronUp aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label={t("findNext")}
        title={t("findNext")}
        onClick={() => search(words, false)}
      >
        <ChevronDown aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label={t("close")}
        title={t("close")}
        onClick={close}
      >
        <X aria-hidden />
      </button>
    </search>,
    // Last in the page: the search relies on it.
    document.body,
  );
}

/** Wherever the focus is: the search itself can move it to what it has found. Dialogs above take theirs first. */
function useEscape(close: () => void) {
  const closing = useRef(close);
  useEffect(() => {
    closing.current = close;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) closing.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** Of several searches the last one counts. */
function useSearch() {
  const [found, setFound] = useState<Found | null>(null);
  const latest = useRef(0);
  useEffect(
    () => () => {
      latest.current = -1;
    },
    [],
  );
  const search = (words: string, backwards: boolean) => {
    const turn = ++latest.current;
    const show = (result: Found | null) => turn === latest.current && setFound(result);
    findInPage(words, backwards).then(show, () => show(null));
  };
  return { found, search };
}
