// Times on screen are those of the city's zone, whatever the desk's computer is set to.
import type { Language } from "./catalogue";

const locales: Record<Language, string> = { fr: "fr-FR", en: "en-GB" };

export function clockTime(at: number | string, zone: string, language: Language, seconds = true): string {
  return new Date(at).toLocaleTimeString(locales[language], { timeZone: zone, hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined });
}

export function dayAndTime(at: number | string, zone: string, language: Language): string {
  return new Date(at).toLocaleString(locales[language], { timeZone: zone, day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

// "12 s", "3 min 05 s", "2 h 14 min", "3 d 4 h": what a person would say.
export function duration(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
  return `${Math.floor(seconds / 86_400)} ${language === "fr" ? "j" : "d"} ${Math.floor(seconds / 3_600) % 24} h`;
}

export function metres(value: number): string {
  return value < 1_000 ? `${Math.round(value / 10) * 10} m` : `${(value / 1_000).toFixed(1)} km`;
}
