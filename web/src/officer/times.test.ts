import { expect, it } from "vitest";
import type { TimeName, Times } from "../api/types";
import { cellOf } from "./times";

const names: TimeName[] = ["fact", "seen", "told", "acknowledged", "on_scene", "closed"];
const time = (minute: number) => ({ at: `2026-11-22T05:${String(minute).padStart(2, "0")}:00Z`, source: "operator" });
const now = Date.parse("2026-11-22T05:30:00Z");
const open: Times = { fact: time(0), seen: time(1), told: time(4), acknowledged: null, on_scene: null, closed: null };

it("says how long after the step before", () => {
  expect(cellOf(names, open, "told", now)).toEqual({ kind: "done", ...time(4), after_ms: 180_000 });
  expect(cellOf(names, open, "fact", now)).toMatchObject({ kind: "done", after_ms: null });
});

it("shows the first step not reached as running, later ones as empty", () => {
  expect(cellOf(names, open, "acknowledged", now)).toEqual({ kind: "running", since_ms: 26 * 60_000 });
  expect(cellOf(names, open, "on_scene", now)).toEqual({ kind: "none" });
});

it("leaves steps that were never taken empty once the incident is closed or a later step is known", () => {
  expect(cellOf(names, { ...open, closed: time(20) }, "acknowledged", now)).toEqual({ kind: "none" });
  const skipped = { ...open, on_scene: time(10) };
  expect(cellOf(names, skipped, "acknowledged", now)).toEqual({ kind: "none" });
  expect(cellOf(names, skipped, "closed", now)).toEqual({ kind: "running", since_ms: 20 * 60_000 });
});
