// How trustworthy the picture on a tile is. Live: its age. Replay: how long it has stood still.
export type Freshness = "waiting" | "fresh" | "stale" | "gone";

export const stale_from_ms = 2_000;
export const gone_from_ms = 5_000;

export function freshness(age_ms: number | null, waited_ms: number): Freshness {
  const age = age_ms ?? waited_ms;
  if (age >= gone_from_ms) return "gone";
  if (age_ms === null) return "waiting";
  return age >= stale_from_ms ? "stale" : "fresh";
}
