import type { TimeName, Times } from "../api/types";

export type Cell = { kind: "done"; at: string; source: string; after_ms: number | null } | { kind: "running"; since_ms: number } | { kind: "none" };

// One cell of the table: when it happened and how long after the step before; or, for the first step not reached while the
// incident is open, how long it has been running.
export function cellOf(names: readonly TimeName[], times: Times, name: TimeName, now: number): Cell {
  const at = names.indexOf(name);
  const before = names.slice(0, at).reverse().find((earlier) => times[earlier]);
  const beforeAt = before ? Date.parse(times[before]?.at ?? "") : null;
  const time = times[name];
  if (time) return { kind: "done", at: time.at, source: time.source, after_ms: beforeAt === null ? null : Date.parse(time.at) - beforeAt };
  const later = names.slice(at + 1).some((after) => times[after]);
  const firstOpen = names.slice(0, at).every((earlier, index) => times[earlier] || names.slice(index + 1, at).some((next) => times[next]));
  if (!times.closed && !later && firstOpen && beforeAt !== null) return { kind: "running", since_ms: now - beforeAt };
  return { kind: "none" };
}
