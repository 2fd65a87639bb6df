// More than ten alerts in ten minutes are a flood: the column then has one line per place. Pure.
import type { Alert, Id } from "../api/types";

export const flood_above = 10;
export const flood_span_ms = 10 * 60_000;

export interface Group {
  place: Id; // the camera
  name: string;
  alerts: Alert[];
}

export const recent = (alerts: readonly Alert[], now: number): number => alerts.filter((alert) => now - Date.parse(alert.occurred_from) <= flood_span_ms).length;

// In the order in which they wait; null while there is no flood.
export function groupedByPlace(alerts: readonly Alert[], now: number): Group[] | null {
  if (recent(alerts, now) <= flood_above) return null;
  const groups = new Map<Id, Group>();
  for (const alert of alerts) {
    const group = groups.get(alert.camera) ?? { place: alert.camera, name: alert.camera_name, alerts: [] };
    group.alerts.push(alert);
    groups.set(alert.camera, group);
  }
  return [...groups.values()];
}
