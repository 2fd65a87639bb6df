import { describe, expect, it } from "vitest";
import type { Update } from "../api/updates";
import type { Alert, Camera, Unit } from "../api/types";
import { cityOf, fold, openIncidents, waitingAlerts } from "./state";

const camera = { id: "camera:1", number: 1, name: "Place", health: { state: "live", recording: true, analysing: true } } as Camera;
const alert = (number: number, more: Partial<Alert> = {}) => ({ id: `alert:${number}`, number, state: "raised", ...more }) as Alert;
const start = cityOf({ cameras: [camera], units: [], incidents: [], alerts: [] });
const fact = (entity: string, id: string, state: object | null): Update => ({ type: "fact", cursor: 1, schema: "", subject: id, entity, id, state: state as never });

describe("folding updates", () => {
  it("takes whole states, and their end", () => {
    const with_alert = fold(start, fact("alert", "alert:1", alert(1)));
    expect(with_alert.alerts.get("alert:1")?.state).toBe("raised");
    expect(fold(with_alert, fact("alert", "alert:1", null)).alerts.size).toBe(0);
    expect(start.alerts.size).toBe(0);
  });

  it("keeps health and counts beside a camera's configuration", () => {
    const counted = fold(start, { type: "counts", camera: "camera:1", minute: "2026-11-22T05:00:00Z", people: 4, vehicles: 1 });
    const renamed = fold(counted, fact("camera", "camera:1", { id: "camera:1", number: 1, name: "Quai" }));
    expect(renamed.cameras.get("camera:1")).toMatchObject({ name: "Quai", counts: { people: 4 }, health: { state: "live" } });
    expect(fold(renamed, fact("camera", "camera:1", { id: "camera:1", removed: true })).cameras.size).toBe(0);
  });

  it("moves a crew with the incident that its assignment belongs to", () => {
    const unit = { id: "unit:1", name: "Alpha", state: "available" };
    const city = cityOf({ cameras: [], units: [unit as Unit], incidents: [], alerts: [] });
    const incident = (assignments: object[]) => ({ id: "incident:1", number: 1, state: "open", urgency: 2, assignments });
    const told = fold(city, fact("assignment", "assignment:1", incident([{ unit: "unit:1", state: "told" }])));
    expect(told.incidents.get("incident:1")).toBeDefined();
    expect(told.units.get("unit:1")).toMatchObject({ state: "told", incident: "incident:1" });
    const free = fold(told, fact("assignment", "assignment:1", incident([{ unit: "unit:1", state: "ended" }])));
    expect(free.units.get("unit:1")).toMatchObject({ state: "available", incident: null });
  });

  it("shows at once what a basis that ended no longer allows", () => {
    const off = fold(start, { type: "permits", camera: "camera:1", permits: { view: { allowed: true }, analyse: { allowed: false, code: "basis.ended" } } });
    expect(off.cameras.get("camera:1")).toMatchObject({ name: "Place", permits: { analyse: { allowed: false, code: "basis.ended" } } });
  });

  it("ignores what it does not know", () => {
    expect(fold(start, fact("gathering", "gathering:1", {}))).toBe(start);
    expect(fold(start, { type: "health", cameras: [{ camera: "camera:9", state: "lost", recording: false, analysing: false }] }).cameras.size).toBe(1);
  });

  it("gives the same for the same facts twice: delivery is at least once", () => {
    const update = fact("incident", "incident:1", { id: "incident:1", number: 1, state: "open", urgency: 2 });
    const once = fold(start, update);
    expect(fold(once, update)).toEqual(once);
    expect(openIncidents(once)).toHaveLength(1);
  });
});

describe("alerts that wait", () => {
  it("stand escalated first, then newest; judged ones until their undo runs out", () => {
    const now = Date.parse("2026-11-22T05:00:00Z");
    const judged = alert(4, { state: "dismissed", undo_until: "2026-11-22T05:00:05Z" });
    const city = cityOf({ cameras: [], units: [], incidents: [], alerts: [alert(1), alert(2, { state: "escalated" }), alert(3), judged] });
    expect(waitingAlerts(city, now).map((waiting) => waiting.number)).toEqual([2, 4, 3, 1]);
    expect(waitingAlerts(city, now + 6_000).map((waiting) => waiting.number)).toEqual([2, 3, 1]);
  });
});
