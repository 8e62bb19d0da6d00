import { useEffect, useState } from "react";
import { isLoaded, language, loadLanguage, type Language } from ".";

/** The texts of a locale, or null until the first ones are there; others are shown once they are loaded. */
export function useLanguageOf(locale: string): Language | null {
  const [texts, setTexts] = useState(() => (isLoaded(locale) ? language(locale) : null));
  useEffect(() => {
    let current = true;
    void loadLanguage(locale).then((loaded) => {
      if (current) setTexts(loaded);
    });
    return () => {
      current = false;
    };
  }, [locale]);
  return texts;
}
