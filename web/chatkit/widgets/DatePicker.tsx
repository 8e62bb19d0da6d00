import { X } from "lucide-react";
import { Popover } from "radix-ui";
import { lazy, Suspense, useContext, useRef, useState } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { Icon } from "../components/Icon";
import { ShadowContext, useLanguage } from "../context";
import { oneOf, text } from "../protocol/read";
import { useChoice } from "./choices";
import { useFieldId } from "./context";
import { parseDay } from "./day";
import { controlClass } from "./inputs";

const Calendar = lazy(() => import("./Calendar"));

/** A day, chosen from a calendar. The picker knows days: of an ISO date and time it takes the first part. */
export function DatePicker({ node }: NodeProps) {
  const { t, locale } = useLanguage();
  const { name, value, change, disabled } = useChoice(node, isoDay(node["defaultValue"]));
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useFieldId(name);
  const day = parseDay(value);
  const placeholder = text(node["placeholder"], t("widget.date"));
  const pick = (next: string) => {
    setOpen(false);
    change(next);
    trigger.current?.focus();
  };
  return (
    <div className={node["block"] === true ? "w-date block" : "w-date"}>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          ref={trigger}
          id={id}
          className={controlClass(node, "date")}
          disabled={disabled}
          title={placeholder}
        >
          <Icon name="calendar" />
          {day ? <span>{dayWords(day, locale)}</span> : <span className="muted">{placeholder}</span>}
        </Popover.Trigger>
        <CalendarPopover node={node} label={placeholder}>
          <Suspense fallback={<span className="spinner" />}>
            <Calendar value={value} min={isoDay(node["min"])} max={isoDay(node["max"])} onPick={pick} />
          </Suspense>
        </CalendarPopover>
      </Popover.Root>
      {node["clearable"] === true && value !== "" && (
        <ClearButton disabled={disabled} onClear={() => pick("")} />
      )}
      <input type="hidden" name={name} value={value} data-value={value} disabled={disabled} />
    </div>
  );
}

function CalendarPopover({
  node,
  label,
  children,
}: NodeProps & { label: string; children: React.ReactNode }) {
  const shadow = useContext(ShadowContext);
  return (
    <Popover.Portal container={shadow?.querySelector<HTMLElement>(".chat") ?? null}>
      <Popover.Content
        className="menu calendar"
        side={oneOf(node["side"], ["top", "bottom", "left", "right"] as const, "bottom")}
        align={oneOf(node["align"], ["start", "center", "end"] as const, "start")}
        sideOffset={4}
        collisionPadding={8}
        aria-label={label}
        // The calendar gives the focus to its day.
        onOpenAutoFocus={(event) => event.preventDefault()}
      >
        {children}
      </Popover.Content>
    </Popover.Portal>
  );
}

function ClearButton({ disabled, onClear }: { disabled: boolean; onClear: () => void }) {
  const { t } = useLanguage();
  const label = t("widget.clear");
  return (
    <button
      type="button"
      className="icon-button small"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClear}
    >
      <X aria-hidden />
    </button>
  );
}

function dayWords(day: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(day);
}

function isoDay(value: unknown): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(text(value))?.[0] ?? "";
}
