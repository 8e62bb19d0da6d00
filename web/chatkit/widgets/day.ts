import { isRecord } from "../protocol/read";

/** The day that `2026-12-24` names, here; nothing where there is no such day. */
export function parseDay(value: string): Date | undefined {
  const [year = 0, month = 0, date = 0] = value.split("-").map(Number);
  const day = new Date(year, month - 1, date);
  return value !== "" && day.getMonth() === month - 1 && day.getDate() === date ? day : undefined;
}

export function formatDay(day: Date): string {
  return [pad(day.getFullYear(), 4), pad(day.getMonth() + 1, 2), pad(day.getDate(), 2)].join("-");
}

function pad(part: number, digits: number): string {
  return String(part).padStart(digits, "0");
}

type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** The day that a week begins with where this language is spoken: 0 is Sunday. */
export function firstWeekday(locale: string): Weekday {
  const info = weekInfo(new Intl.Locale(locale));
  const first = isRecord(info) ? Number(info["firstDay"]) : 1;
  return WEEKDAYS[first % 7] ?? 1;
}

/** A method in some browsers, a property in others, and missing in the rest. */
function weekInfo(locale: Intl.Locale): unknown {
  const method: unknown = Reflect.get(locale, "getWeekInfo");
  return typeof method === "function" ? Reflect.apply(method, locale, []) : Reflect.get(locale, "weekInfo");
}
