import type { Id, Iso } from "../api/types";

export interface Requisition {
  id: Id;
  number: string;
  state: "entered" | "approved" | "refused" | "closed";
  reference: string;
  article: string;
  authority: string;
  unit: string;
  officer: string;
  words: string;
  from: Iso;
  to: Iso;
  cameras: Id[];
  deadline: Iso;
  until: Iso;
  author: Id;
  author_name: string;
  approver: Id;
  approver_name: string;
  footage_gone_by?: Iso | null;
  overdue?: boolean;
  held_until?: Iso | null;
  searches: number;
  kept: number;
  packages: number;
  searches_done?: { camera: Id; by_name: string; at: Iso; findings: number; seconds: number; faults: { kind: string; from: Iso; to: Iso }[] }[];
  packages_made?: { package: string; medium: string; at: Iso; folder?: string; moments: Moment[]; faults: string[] }[];
  erased?: { files: number; bytes: number } | null;
}

export interface Footage {
  camera: Id;
  name: string;
  segments: number;
  bytes: number;
  from: Iso | null;
  to: Iso | null;
  gone_by: Iso | null;
  deleted: number;
  protected: boolean;
  gaps: { kind: string; from: Iso; to: Iso }[];
}

export interface Moment {
  camera: Id;
  from: Iso;
  to: Iso;
  note?: string;
  clock_error_s?: number | null;
}

export interface Finding extends Moment {
  id: Id;
  picture: boolean;
  class: string | null;
  colour: string | null;
  confidence: number;
}

export interface Job {
  id: Id;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  progress: number;
  step?: string;
  error?: string;
}
