// The forms of docs/api.md for the day-book, checklists and hand-over. Times are ISO 8601 UTC.
import type { Basis, Id, Iso, OfficerView } from "../api/types";

export interface Told {
  partner: string;
  name: string;
  reference: string;
  at: Iso;
  by: Id;
  by_name: string;
}

export interface EntryRef {
  id: Id;
  number: number;
}

export interface Clip {
  camera: Id;
  from: Iso;
  to: Iso;
}

export interface Entry {
  id: Id;
  number: number;
  entered_at: Iso;
  occurred_at: Iso;
  origin: string;
  kind: string;
  place: string;
  lat?: number;
  lon?: number;
  words: string;
  urgency: 1 | 2 | 3;
  cameras: Id[];
  units: Id[];
  partners: Told[];
  clip?: Clip;
  outcome: string;
  open: boolean;
  incident?: Id;
  author: Id;
  author_name: string;
  corrects?: Id;
  corrects_number?: number;
  corrected_by: EntryRef[];
  exercise: boolean;
}

export interface NewEntry {
  origin: string;
  kind: string;
  place: string;
  words: string;
  urgency: 1 | 2 | 3;
  lat?: number;
  lon?: number;
  cameras?: Id[];
  units?: Id[];
  occurred_at?: Iso;
  incident?: Id;
  opens_incident?: boolean;
  corrects?: Id;
  outcome?: string;
  clip?: Clip;
}

export interface Step {
  id?: Id;
  text: string;
  ticked?: { at: Iso; by: Id; by_name: string };
}

export interface Checklist {
  kind: string;
  version: number;
  steps: Step[];
  by_name?: string;
  defined_at?: Iso;
}

export interface Instruction {
  id: Id;
  words: string;
  given_at: Iso;
  by_name: string;
  until?: Iso;
}

export interface HandOverDraft {
  since: Iso;
  until: Iso;
  shift: Record<"entries" | "calls" | "incidents" | "alerts" | "not_seen", number>;
  open_incidents: { id: Id; number: number; kind: string; place: string; urgency: number; words: string; opened_at: Iso; crews: { name: string; state: string }[] }[];
  open_entries: { id: Id; number: number; kind: string; place: string; urgency: number; words: string; entered_at: Iso }[];
  instructions: Instruction[];
  cameras_down: (OfficerView["cameras_down"][number] & { number?: number })[];
  bases_ending: Basis[];
}

export interface SignedHandOver {
  id: Id;
  number: number;
  signed_at: Iso;
  leaving: Id;
  leaving_name: string;
  arriving: Id;
  arriving_name: string;
  words: string;
  draft: HandOverDraft;
  read_by: { by: Id; by_name: string }[];
  exercise: boolean;
}

export interface Nearby {
  incidents: { id: Id; number: number; kind: string; place: string; metres: number; opened_at: Iso }[];
  alerts: { id: Id; number: number; kind: string; camera_name: string; metres: number; occurred_from: Iso }[];
}
