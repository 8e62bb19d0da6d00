import { de } from "./de";
import { en, type TextKey, type Texts } from "./en";

export type { TextKey, Texts } from "./en";

/** One table for each language; a regional code takes the table of its language. */
export const tables: Readonly<Record<string, Texts>> = { en, de };

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

export interface Language {
  locale: string;
  direction: "ltr" | "rtl";
  t: (key: TextKey, values?: Record<string, string | number>) => string;
  /** As `t`, in the singular (`key.one`) where the count is one. */
  count: (key: TextKey & ("sources" | "workflow.steps" | "workflow.seconds"), count: number) => string;
}

/** The texts of a locale. What has no table is shown in English, and its own direction is kept. */
export function language(locale: string): Language {
  const code = locale.toLowerCase().split("-")[0] ?? "en";
  const table = (Object.hasOwn(tables, code) ? tables[code] : undefined) ?? en;
  const t: Language["t"] = (key, values = {}) =>
    table[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return {
    locale,
    direction: RIGHT_TO_LEFT.has(code) ? "rtl" : "ltr",
    t,
    count: (key, count) => (count === 1 ? t(`${key}.one`) : t(key, { count })),
  };
}
