import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

export interface MenuEntry {
  key: string;
  label: string;
  /** A line below the label. */
  detail?: string | undefined;
  disabled?: boolean | undefined;
  icon?: ReactNode;
  checked?: boolean;
  danger?: boolean;
  choose: () => void;
}

interface MenuProps {
  label: string;
  button: ReactNode;
  entries: readonly MenuEntry[];
  className?: string;
  /** Where the menu opens, seen from its button. */
  side?: "above" | "below";
}

export function Menu({ label, button, entries, className = "icon-button", side = "below" }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  useClickOutside(root, open, () => setOpen(false));
  return (
    // The keys of a menu are those of its entries, wherever the focus is within.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="menu-root" ref={root} onKeyDown={(event) => onMenuKey(event, root.current, setOpen)}>
      <button
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div className={`menu ${side}`} role="menu" id={id} aria-label={label}>
          {entries.map((entry, position) => (
            <button
              key={entry.key}
              type="button"
              role={entry.checked === undefined ? "menuitem" : "menuitemradio"}
              aria-checked={entry.checked}
              disabled={entry.disabled}
              className={entry.danger ? "menu-entry danger" : "menu-entry"}
              // A menu takes the focus when it opens.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus={position === 0}
              onClick={() => {
                setOpen(false);
                entry.choose();
              }}
            >
              {entry.icon}
              <span className="menu-words">
                {entry.label}
                {entry.detail !== undefined && <span className="menu-detail muted">{entry.detail}</span>}
              </span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function onMenuKey(event: KeyboardEvent, root: HTMLElement | null, setOpen: (open: boolean) => void): void {
  const entries = [...(root?.querySelectorAll<HTMLElement>(".menu-entry:enabled") ?? [])];
  if (entries.length === 0) return;
  const at = entries.findIndex((entry) => entry === event.target);
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    entries.at(step % entries.length)?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    if (event.key === "Escape") event.stopPropagation();
    setOpen(false);
    root?.querySelector<HTMLElement>("[aria-haspopup]")?.focus();
  }
}

function useClickOutside(root: React.RefObject<HTMLElement | null>, open: boolean, close: () => void): void {
  useEffect(() => {
    if (!open) return undefined;
    const watch = (event: PointerEvent) => {
      const inside = root.current !== null && event.composedPath().includes(root.current);
      if (!inside) close();
    };
    document.addEventListener("pointerdown", watch, true);
    return () => document.removeEventListener("pointerdown", watch, true);
  });
}
