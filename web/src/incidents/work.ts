// What the desk does with an incident and its crews.
import { get, post } from "../api/client";
import type { Advice, Id, Incident, Place } from "../api/types";

export const incident_kinds = ["intrusion", "accident", "fire", "assistance", "nuisance", "damage", "theft", "obstruction", "crowd_movement", "other"] as const;
export const outcomes = ["settled", "nothing_found", "handed_over", "false_alarm", "other"] as const;
export const unit_steps = ["acknowledged", "en_route", "on_scene", "available"] as const;
export type UnitStep = (typeof unit_steps)[number];

export interface NewIncident {
  kind: string;
  place: string;
  lat: number;
  lon: number;
  urgency: 1 | 2 | 3;
  words: string;
  origin: string;
}

const path = (id: Id, verb: string) => `/incidents/${encodeURIComponent(id)}/${verb}`;

export const openIncident = (body: NewIncident) => post<Incident>("/incidents", body);
export const adviceFor = (id: Id) => get<Advice>(path(id, "advice"));
export const assign = (id: Id, unit: Id) => post<Incident>(path(id, "assign"), { unit });
export const closeIncident = (id: Id, outcome: (typeof outcomes)[number], words: string) => post<Incident>(path(id, "close"), { outcome, ...(words ? { words } : {}) });
export const readIncident = (id: Id) => get<Incident>(`/incidents/${encodeURIComponent(id)}`);
export const step = (assignment: Id, state: UnitStep) => post<unknown>(`/assignments/${encodeURIComponent(assignment)}/status`, { state });
export const findPlaces = async (words: string) => (await get<{ places: Place[] }>(`/places?q=${encodeURIComponent(words)}`)).places;

// Whom a person may send, in the order of their digits: the advised crews first, then those that are free but whose place nobody
// knows, as of a crew on the radio.
const placeless = ["unit.no_position", "unit.old_position", "unit.unreachable"];
export const withoutPlace = (advice: Advice) => advice.excluded.filter(({ why }) => [why].flat().some((code) => placeless.includes(code)));
export const choicesOf = (advice: Advice): Id[] => [...advice.units, ...withoutPlace(advice)].map(({ unit }) => unit);

// The steps a crew may still take, in their order; "available" always ends it.
export function nextSteps(state: string): UnitStep[] {
  const at = unit_steps.indexOf(state as UnitStep);
  return unit_steps.slice(at + 1);
}
