// What the desk does with the day-book, its partners and its paper.
import { get, post, put, remove } from "../api/client";
import type { Alert, Id, Incident } from "../api/types";
import { incident_kinds } from "../incidents/work";
import type { Clip, Entry, NewEntry, Nearby, Told } from "./types";

// A digit names a kind by its place: 1 to 9, then 0.
export const kinds = incident_kinds;
export const kindOfDigit = (digit: number): string | undefined => kinds[digit === 0 ? 9 : digit - 1];
export const digitOfKind = (place: number): number => (place + 1) % 10;

export const partners = ["police", "fire", "medical", "other"] as const;

export interface NewTold {
  partner: string;
  name: string;
  reference: string;
}

const of = (subject: Id) => `/${subject.startsWith("incident:") ? "incidents" : "entries"}/${encodeURIComponent(subject)}`;
const entry = (id: Id) => `/entries/${encodeURIComponent(id)}`;

export const writeEntry = (body: NewEntry) => post<Entry>("/entries", body);
export const settleEntry = (id: Id, outcome: string) => post<Entry>(`${entry(id)}/settle`, { outcome });
export const tellPartner = (subject: Id, told: NewTold) => post<Entry | Incident>(`${of(subject)}/partners`, told);
export const nearTo = (lat: number, lon: number) => get<Nearby>(`/nearby?lat=${lat}&lon=${lon}`);
export const confirmByCall = (alert: Id) => post<Alert>(`/alerts/${encodeURIComponent(alert)}/confirm`, { how: "call" });
export const protect = async (camera: Id, from: number, to: number, reason: string): Promise<Clip> => {
  const clip = { camera, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  await post(`/cameras/${encodeURIComponent(camera)}/protect`, { from: clip.from, to: clip.to, reason });
  return clip;
};

export interface Callback {
  number: string;
  erased_at: string;
}
export const keepCallback = (id: Id, number: string) => put<Callback>(`${entry(id)}/callback`, { number });
export const readCallback = (id: Id) => get<Callback>(`${entry(id)}/callback`);
export const eraseCallback = (id: Id) => remove(`${entry(id)}/callback`);

export const toldLine = (told: Told, word: (group: string, value: string) => string) => [word("partner", told.partner), told.name].filter(Boolean).join(" ");

// Paper is a file of the server's own address: a link opens it, the browser's viewer prints it.
export const paper = (what: string, language: string, query: Record<string, string> = {}) => `/api/v1/paper/${what}?${new URLSearchParams({ ...query, lang: language })}`;
