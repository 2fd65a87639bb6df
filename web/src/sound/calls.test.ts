import { describe, expect, it } from "vitest";
import type { Alert } from "../api/types";
import { calls, loudest, ringing } from "./calls";

const alert = (more: Partial<Alert>) => ({ id: "alert:1", kind: "intrusion", state: "raised", ...more }) as Alert;
const call = (step: "first_desk" | "again" | "other_desk", desks: string[], at = "2026-11-25T22:00:00Z") => ({ step, desks, at });

describe("whom an alert calls", () => {
  it("the desk named, all when none is named, nobody before the server has called", () => {
    const first = alert({ call: call("first_desk", ["account:anna"]) });
    expect(calls(first, "account:anna", false)).toBe(true);
    expect(calls(first, "account:ben", false)).toBe(false);
    expect(calls(alert({ call: call("first_desk", []) }), "account:ben", false)).toBe(true);
    expect(calls(alert({ call: call("other_desk", ["account:anna"]) }), "account:ben", false)).toBe(true);
    expect(calls(alert({}), "account:anna", false)).toBe(false);
  });
  it("the officer alone once it is passed on, nobody once it is taken or over", () => {
    const passed = alert({ state: "escalated", call: call("other_desk", ["account:anna"]) });
    expect(calls(passed, "account:anna", false)).toBe(false);
    expect(calls(passed, "account:officer", true)).toBe(true);
    expect(calls(alert({ state: "taken", call: call("first_desk", []) }), "account:anna", false)).toBe(false);
    expect(calls(alert({ not_seen: true, call: call("first_desk", []) }), "account:anna", false)).toBe(false);
  });
});

it("rings anew with each step, and once for a flood", () => {
  const one = ringing([alert({ call: call("first_desk", []) })], "account:anna", false);
  const again = ringing([alert({ call: call("again", [], "2026-11-25T22:00:20Z") })], "account:anna", false);
  expect(one[0]?.key).not.toBe(again[0]?.key);
  const life = ringing([alert({ call: call("first_desk", []) }), alert({ id: "alert:2", kind: "fire", call: call("first_desk", []) })], "account:anna", false);
  expect(loudest(life)).toBe("life");
  expect(loudest([])).toBeNull();
});
