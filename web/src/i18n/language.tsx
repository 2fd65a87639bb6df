import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { codeText, textOf, type Key, type Language, type Params } from "./catalogue";

export interface Words {
  language: Language;
  t: (key: Key, params?: Params) => string;
  code: (code: string, params?: Params) => string;
  // "kind" + "intrusion" → the text of "kind.intrusion", or the plain word when the catalogue has none.
  word: (group: string, value: string) => string;
  setLanguage: (language: Language) => void;
}

const Context = createContext<Words | null>(null);
const remembered = "vigie.language";

function firstLanguage(): Language {
  return localStorage.getItem(remembered) === "en" ? "en" : "fr";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, set] = useState<Language>(firstLanguage);
  const setLanguage = useCallback((next: Language) => {
    localStorage.setItem(remembered, next);
    set(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const words = useMemo<Words>(
    () => ({
      language,
      setLanguage,
      t: (key, params) => textOf(language, key, params),
      code: (code, params) => codeText(language, code, params),
      word: (group, value) => {
        const key = `${group}.${value}`;
        const text = codeText(language, key);
        return text === key ? value : text;
      },
    }),
    [language, setLanguage],
  );
  return <Context.Provider value={words}>{children}</Context.Provider>;
}

export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error("useWords outside LanguageProvider");
  return words;
}

export function LanguageSwitch() {
  const { language, setLanguage, t } = useWords();
  const other = language === "fr" ? "en" : "fr";
  return (
    <button type="button" className="quiet" lang={other} title={t("screen.language_hint")} onClick={() => setLanguage(other)}>
      {t("screen.language")}
    </button>
  );
}
