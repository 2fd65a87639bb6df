// The one catalogue of codes and texts lives with the server (src/api/catalogue); the console is built from the same
// file, so that a key misspelt here does not compile.
import en from "../../../src/api/catalogue/en.json";
import fr from "../../../src/api/catalogue/fr.json";

export type Key = keyof typeof fr;
export type Language = "fr" | "en";
export type Params = Record<string, string | number>;

const texts: Record<Language, Record<string, string>> = { fr, en };

export function isKey(code: string): code is Key {
  return Object.prototype.hasOwnProperty.call(fr, code);
}

// Placeholders without a value stay visible: a reader sees what is missing instead of a hole.
export function fill(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

export function textOf(language: Language, key: Key, params?: Params): string {
  return fill(texts[language][key] ?? key, params);
}

// For codes that come from the server: one it learnt after this console was built is shown as it is.
export function codeText(language: Language, code: string, params?: Params): string {
  return isKey(code) ? textOf(language, code, params) : code;
}
