// The forms of docs/api.md, as far as the console reads them. Times are ISO 8601 UTC.

import type { EntryRef, Step, Told } from "../daybook/types";

export type Id = string;
export type Iso = string;

export interface Session {
  account: { id: Id; login: string; name: string; kind: string };
  roles: string[];
  permissions: string[];
  csrf: string;
  exercise: boolean;
  profile: string;
  city: { name: string; zone: string; centre: [number, number]; bbox: [number, number, number, number] };
  unit?: Id;
  standing_reason?: string;
  authorised_until?: Iso;
}

export interface Status {
  time: Iso;
  exercise: boolean;
  profile: string;
  cursor: number;
  workers: { name: string; state: string; restarts: number }[];
  analysis: { active: boolean; reason?: string };
  simulated_share: number;
  bases_in_force: number;
  sealer: { state: string; last_checkpoint?: Iso; separated: boolean };
  version: string;
}

export interface CameraHealth {
  camera?: Id;
  state: "starting" | "live" | "lost" | "refused" | "stopped";
  last_picture?: Iso | null;
  recording: boolean;
  analysing: boolean;
  reason?: string;
  detail?: string;
  fps?: number;
  analysed_fps?: number;
  age_ms_p50?: number;
  age_ms_p95?: number;
  width?: number;
  height?: number;
}

export interface Allowed {
  allowed: boolean;
  code?: string;
  basis?: { id: Id; version: number } | string;
}

export interface PictureArea {
  name: string;
  points: [number, number][];
}

export interface Camera {
  id: Id;
  number: number;
  name: string;
  lat: number;
  lon: number;
  heading_deg: number;
  zones: PictureArea[];
  masks: PictureArea[];
  public_place: boolean;
  replay: boolean;
  exercise: boolean;
  owner?: Id;
  removed?: boolean;
  health?: CameraHealth;
  counts?: { people: number; vehicles: number; at?: Iso };
  ptz?: boolean; // its head can be moved
  sub_stream?: boolean; // it has a smaller stream for tiles
  permits?: { view?: Allowed; record?: Allowed; analyse?: Allowed };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface InstantBox extends Box {
  kind: string;
  confidence: number;
}

export type AlertState = "raised" | "taken" | "escalated" | "confirmed" | "dismissed";

export interface Alert {
  id: Id;
  number: number;
  kind: string;
  camera: Id;
  camera_name: string;
  camera_number?: number;
  zone: string;
  lat: number | null;
  lon: number | null;
  occurred_from: Iso;
  ended?: Iso | null;
  state: AlertState;
  taken_by?: Id | null;
  taken_by_name?: string | null;
  taken_at?: Iso | null;
  escalated?: boolean;
  not_seen?: boolean;
  untaken_since?: Iso;
  call?: { step: "first_desk" | "again" | "other_desk"; desks: Id[]; at: Iso };
  verdict?: { by: string; at: Iso; reason: string; words?: string } | null;
  incident?: Id | null;
  detector: { model: string; version: string };
  rule: { name: string; version: string };
  confidence: number;
  threshold: number;
  calibrated?: Iso | null;
  error_rate: number | null;
  box?: Box | null;
  exercise: boolean;
  simulated: boolean;
  undo_until?: Iso | null;
}

export interface Assignment {
  id: Id;
  unit: Id;
  unit_name: string;
  state: string;
  told_at?: Iso | null;
  acknowledged_at?: Iso | null;
  en_route_at?: Iso | null;
  on_scene_at?: Iso | null;
  ended_at?: Iso | null;
  sources?: Record<string, string>;
}

export interface TimeWithSource {
  at: Iso;
  source: string;
}

export type TimeName = "fact" | "seen" | "told" | "acknowledged" | "on_scene" | "closed";
export type Times = Record<TimeName, TimeWithSource | null>;

export interface Incident {
  id: Id;
  number: number;
  kind: string;
  place: string;
  lat: number;
  lon: number;
  urgency: 1 | 2 | 3;
  words: string;
  origin: string;
  state: "open" | "closed";
  outcome?: string | null;
  opened_at: Iso;
  opened_by: string;
  closed_at?: Iso | null;
  alerts: Id[];
  cameras: Id[];
  assignments: Assignment[];
  times?: Times;
  partners?: Told[];
  entries?: EntryRef[];
  checklist?: { version: number; steps: Step[]; earlier: Step[] };
  exercise: boolean;
  simulated: boolean;
}

export interface Unit {
  id: Id;
  name: string;
  kind: string;
  state: string;
  incident?: Id | null;
  lat?: number | null;
  lon?: number | null;
  position_at?: Iso | null;
  radio_only: boolean;
  simulated: boolean;
  exercise: boolean;
}

export interface AdvisedUnit {
  unit: Id;
  name: string;
  kind: string;
  seconds: number;
  metres: number;
  by_straight_line: boolean;
  why: string[];
  route?: [number, number][];
}

export interface Advice {
  units: AdvisedUnit[];
  excluded: { unit: Id; name: string; why: string | string[] }[];
}

export interface Basis {
  id: Id;
  version: number;
  title: string;
  regime: string;
  authority: string;
  document_hash: string;
  sources: string[];
  processings: string[];
  kinds: string[];
  valid_from: Iso;
  valid_to: Iso;
  author: string;
  approver?: string | null;
  state: "proposed" | "in_force" | "not_yet" | "ended" | "expired";
  ended?: { at: Iso; by: string; reason: string } | null;
}

export interface OfficerView {
  open_incidents: Incident[];
  units: Unit[];
  cameras_down: { camera: Id; name?: string; since?: Iso | null; reason: string }[];
  bases_ending: Basis[];
  times: ({ incident: Id; number: number; kind: string } & Times)[];
  simulated_share: number;
  shift: { since: Iso; alerts: number; confirmed: number; dismissed: number; not_seen: number; incidents: number };
}

export interface AuditEntry {
  seq: number;
  at: Iso;
  actor: string;
  actor_name?: string;
  action: string;
  object: string;
  reason?: string;
  forgotten: boolean;
  chain_hash: string;
}

export interface ChainCheck {
  ok: boolean;
  entries: number;
  checkpoints: number;
  last_checkpoint?: Iso | null;
  first_bad?: number | null;
  problem?: string | null;
  separated: boolean;
}

export interface CrewView {
  unit: Unit;
  assignment?: Assignment | null;
  incident?: Incident | null;
}

export interface MapInfo {
  name: string;
  centre: [number, number];
  bbox: [number, number, number, number];
  attribution: string;
  layers: string[];
  by_straight_line: boolean;
}

export interface Place {
  name: string;
  lat: number;
  lon: number;
}
