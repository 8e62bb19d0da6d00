import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type SyntheticEvent } from "react";
import { useChat, useLanguage, useStore } from "../context";
import { triggerAt } from "../state/trigger";
import { Icon } from "./Icon";
import { keepInView } from "./useScroll";
import { useSuggestions, type Suggestion } from "./useSuggestions";

interface ComposerFieldProps {
  value: string;
  placeholder: string;
}

/** The field for the words, with what the page suggests for `@` and `/` above it. */
export function ComposerField({ value, placeholder }: ComposerFieldProps) {
  const { chat, session } = useChat();
  const { t } = useLanguage();
  const id = useId();
  const field = useComposerFocus();
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const { entries, choose, dismiss, closeMenu } = useSuggestions(
    value,
    triggerAt(value, Math.min(caret, value.length)),
  );
  const marked = entries[Math.min(active, entries.length - 1)];
  const pick = (suggestion: Suggestion) => {
    setActive(0);
    void choose(suggestion).then(() => field.current?.focus());
  };
  // React's own event for this looks for the focus in the document, and finds none in a shadow root.
  const followCaret = (event: SyntheticEvent<HTMLTextAreaElement>) =>
    setCaret(event.currentTarget.selectionEnd);
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, its keys are its own.
    if (event.nativeEvent.isComposing) return;
    if (marked && onListKey(event, entries.length, { setActive, dismiss, pick: () => pick(marked) })) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void chat.submit();
  };
  return (
    <>
      {marked && <SuggestionList id={id} entries={entries} marked={marked} onPick={pick} />}
      <textarea
        ref={field}
        className="composer-text"
        rows={1}
        dir="auto"
        value={value}
        placeholder={placeholder}
        aria-label={t("composer.label")}
        aria-autocomplete="list"
        aria-controls={marked ? id : undefined}
        aria-activedescendant={marked ? `${id}-${marked.key}` : undefined}
        onChange={(event) => {
          closeMenu();
          setActive(0);
          followCaret(event);
          chat.composer.change(session.id, { text: event.target.value });
        }}
        onKeyUp={followCaret}
        onClick={followCaret}
        onFocus={followCaret}
        onKeyDown={onKeyDown}
      />
    </>
  );
}

function useComposerFocus() {
  const { chat } = useChat();
  const field = useRef<HTMLTextAreaElement>(null);
  const { focus } = useStore(chat.view);
  useLayoutEffect(() => {
    if (focus > 0) field.current?.focus();
  }, [focus]);
  useLayoutEffect(() => {
    const area = field.current;
    if (!area || CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  });
  return field;
}

interface ListKeys {
  setActive: (change: (active: number) => number) => void;
  dismiss: () => void;
  pick: () => void;
}

/** The keys of an open list; true when the key was one of them. */
function onListKey(event: KeyboardEvent, count: number, { setActive, dismiss, pick }: ListKeys): boolean {
  switch (event.key) {
    case "ArrowDown":
      setActive((active) => (active + 1) % count);
      break;
    case "ArrowUp":
      setActive((active) => (active + count - 1) % count);
      break;
    case "Enter":
    case "Tab":
      pick();
      break;
    case "Escape":
      dismiss();
      break;
    default:
      return false;
  }
  event.preventDefault();
  return true;
}

interface SuggestionListProps {
  id: string;
  entries: readonly Suggestion[];
  marked: Suggestion;
  onPick: (suggestion: Suggestion) => void;
}

function SuggestionList({ id, entries, marked, onPick }: SuggestionListProps) {
  const { t } = useLanguage();
  return (
    <div className="suggestions" role="listbox" id={id} aria-label={t("composer.suggestions")}>
      {[...new Set(entries.map(({ group }) => group))].map((group) => (
        <div key={group} role="group" aria-label={group || t("composer.suggestions")}>
          {group !== "" && (
            <div className="menu-group muted" aria-hidden>
              {group}
            </div>
          )}
          {entries
            .filter((entry) => entry.group === group)
            .map((entry) => (
              <SuggestionEntry
                key={entry.key}
                id={`${id}-${entry.key}`}
                entry={entry}
                marked={entry === marked}
                onPick={onPick}
              />
            ))}
        </div>
      ))}
    </div>
  );
}

interface SuggestionEntryProps {
  id: string;
  entry: Suggestion;
  marked: boolean;
  onPick: (suggestion: Suggestion) => void;
}

function SuggestionEntry({ id, entry, marked, onPick }: SuggestionEntryProps) {
  return (
    <button
      id={id}
      type="button"
      role="option"
      tabIndex={-1}
      aria-selected={marked}
      ref={marked ? keepInView : null}
      className={marked ? "menu-entry marked" : "menu-entry"}
      // The field keeps the focus, and with it the caret.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(entry)}
    >
      {entry.icon !== "" && <Icon name={entry.icon} />}
      <span className="ellipsis">{entry.label}</span>
      <span className="muted ellipsis">{entry.detail}</span>
    </button>
  );
}
