import { post } from "../api/client";
import type { Id, Iso } from "../api/types";
import type { Why } from "../player/live_player";

export interface Protection {
  id: Id;
  number: number;
  cameras: Id[];
  from: Iso;
  to: Iso;
  until: Iso;
  reason: string;
  words: string;
  by_name: string;
  state: "held" | "released" | "over";
  segments?: number;
}

export const before_ms = 60_000;

// From one minute before the picture on screen to now; of a recording, the minute around the picture.
export function spanOf(pictureAt: number, now: number): { from: number; to: number } {
  const longest_ms = 24 * 3_600_000;
  const from = pictureAt - before_ms;
  return { from, to: Math.min(now, from + longest_ms) };
}

export const protect = (cameras: Id[], span: { from: number; to: number }, why: Why) =>
  post<Protection>("/protections", { cameras, from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString(), ...why });

export const release = (id: Id, reason: string) => post<Protection>(`/protections/${encodeURIComponent(id)}/release`, { reason });
