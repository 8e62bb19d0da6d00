import { DayPicker } from "react-day-picker";
import { useLanguage } from "../context";
import { firstWeekday, formatDay, parseDay } from "./day";

interface CalendarProps {
  value: string;
  /** The first and the last day that may be chosen, or nothing. */
  min: string;
  max: string;
  onPick: (value: string) => void;
}

/** A month of days. It is loaded when the first picker is opened. */
export default function Calendar({ value, min, max, onPick }: CalendarProps) {
  const { t, locale, direction } = useLanguage();
  const selected = parseDay(value);
  const [first, last] = [parseDay(min), parseDay(max)];
  const words = (style: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, style);
    return (day: Date) => format.format(day);
  };
  return (
    <DayPicker
      mode="single"
      // Whoever opened the calendar goes on in it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      selected={selected}
      defaultMonth={selected ?? soonest(first, last)}
      startMonth={first}
      {...(last && { endMonth: last })}
      disabled={[...(first ? [{ before: first }] : []), ...(last ? [{ after: last }] : [])]}
      onDayClick={(day, { disabled }) => {
        if (!disabled) onPick(formatDay(day));
      }}
      dir={direction}
      lang={locale}
      weekStartsOn={firstWeekday(locale)}
      formatters={{
        formatCaption: words({ month: "long", year: "numeric" }),
        formatWeekdayName: words({ weekday: "narrow" }),
        formatDay: words({ day: "numeric" }),
      }}
      labels={{
        labelNav: () => "",
        labelPrevious: () => t("widget.month.previous"),
        labelNext: () => t("widget.month.next"),
        labelGrid: words({ month: "long", year: "numeric" }),
        labelWeekday: words({ weekday: "long" }),
        labelDayButton: words({ dateStyle: "full" }),
      }}
    />
  );
}

/** The month to begin with: this one, where its days may be chosen. */
function soonest(first: Date | undefined, last: Date | undefined): Date {
  const today = new Date();
  if (first && first > today) return first;
  return last && last < today ? last : today;
}
