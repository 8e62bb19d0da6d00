import { en, type TextKey, type Texts } from "./en";

export type { TextKey, Texts } from "./en";

/** One table for each language besides English, loaded when it is the one that is spoken here. */
export const tables: Readonly<Record<string, () => Promise<Texts>>> = {
  ar: () => import("./ar").then(({ ar }) => ar),
  de: () => import("./de").then(({ de }) => de),
  es: () => import("./es").then(({ es }) => es),
  fr: () => import("./fr").then(({ fr }) => fr),
  ja: () => import("./ja").then(({ ja }) => ja),
};

const code = navigator.language.toLowerCase().split("-")[0] ?? "en";
const load = Object.hasOwn(tables, code) ? tables[code] : undefined;
// A page without its words would be worse than one in English.
const table = (await load?.().catch(() => undefined)) ?? en;

export const direction = table !== en && code === "ar" ? "rtl" : "ltr";

export function t(key: TextKey, values: Record<string, string> = {}): string {
  return table[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
