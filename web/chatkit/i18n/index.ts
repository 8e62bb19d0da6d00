import { en, type TextKey, type Texts } from "./en";

export type { TextKey, Texts } from "./en";

/** One table for each language besides English, loaded when it is wanted; a regional code takes its language's. */
export const tables: Readonly<Record<string, () => Promise<Texts>>> = {
  ar: () => import("./ar").then(({ ar }) => ar),
  de: () => import("./de").then(({ de }) => de),
  es: () => import("./es").then(({ es }) => es),
  fr: () => import("./fr").then(({ fr }) => fr),
  ja: () => import("./ja").then(({ ja }) => ja),
};

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

export interface Language {
  locale: string;
  direction: "ltr" | "rtl";
  t: (key: TextKey, values?: Record<string, string | number>) => string;
  /** As `t`, in the singular (`key.one`) where the count is one. */
  count: (key: TextKey & ("sources" | "workflow.steps" | "workflow.seconds"), count: number) => string;
}

/** Whether the texts of this locale have to be loaded first. */
export function isLoaded(locale: string): boolean {
  return !Object.hasOwn(tables, codeOf(locale));
}

/** The texts of a locale; where its table cannot be loaded, in English. */
export async function loadLanguage(locale: string): Promise<Language> {
  const load = isLoaded(locale) ? undefined : tables[codeOf(locale)];
  return language(locale, await load?.().catch(() => undefined));
}

/** What has no table is shown in English, and its own direction is kept. */
export function language(locale: string, table: Texts = en): Language {
  const t: Language["t"] = (key, values = {}) =>
    table[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return {
    locale,
    direction: RIGHT_TO_LEFT.has(codeOf(locale)) ? "rtl" : "ltr",
    t,
    count: (key, count) => (count === 1 ? t(`${key}.one`) : t(key, { count })),
  };
}

function codeOf(locale: string): string {
  return locale.toLowerCase().split("-")[0] ?? "en";
}
