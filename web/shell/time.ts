/** Dates in the words of the user. */

const DAY_MS = 24 * 60 * 60 * 1000;

export type ThreadGroup = "today" | "yesterday" | "earlier";
export type TaskGroup = "overdue" | "today" | "upcoming" | "noDate" | "done";

/** Days from today to that day in the local calendar; a day with a clock change counts as one. */
function daysAhead(date: Date, now: Date): number {
  return Math.round((startOfDay(date) - startOfDay(now)) / DAY_MS);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function threadGroup(createdAt: string, now: Date): ThreadGroup {
  const days = daysAhead(new Date(createdAt), now);
  if (days >= 0) return "today";
  return days === -1 ? "yesterday" : "earlier";
}

/** A date without a time is a day in the local calendar, not midnight in UTC. */
function parseDue(due: string): { date: Date; timed: boolean } | null {
  const timed = due.includes("T");
  const date = new Date(timed ? due : `${due}T00:00`);
  return Number.isNaN(date.getTime()) ? null : { date, timed };
}

export function taskGroup(task: { due: string | null; done: boolean }, now: Date): TaskGroup {
  if (task.done) return "done";
  const due = task.due === null ? null : parseDue(task.due);
  if (!due) return "noDate";
  const days = daysAhead(due.date, now);
  if (days < 0 || (due.timed && due.date < now)) return "overdue";
  return days === 0 ? "today" : "upcoming";
}

/** When something happened or will: "today, 15:04"; what cannot be read is given back as it came. */
export function momentWords(moment: string, now: Date, locale: string): string {
  return dueWords(moment, now, locale);
}

/** "tomorrow, 15:00", "Friday", "3 December"; what cannot be read is given back as it came. */
export function dueWords(due: string, now: Date, locale: string): string {
  const parsed = parseDue(due);
  if (!parsed) return due;
  const day = dayWords(parsed.date, now, locale);
  if (!parsed.timed) return day;
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(parsed.date);
  return `${day}, ${time}`;
}

function dayWords(date: Date, now: Date, locale: string): string {
  const days = daysAhead(date, now);
  if (Math.abs(days) <= 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  }
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale, { weekday: "long" }).format(date);
  const sameYear = date.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    ...(!sameYear && { year: "numeric" }),
  }).format(date);
}
