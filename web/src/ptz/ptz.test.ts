import { describe, expect, it } from "vitest";
import { meaningOf, motion, type HeadKey, type PtzState } from "./ptz";

const press = (key: string, code = key, more: Partial<HeadKey> = {}): HeadKey => ({ key, code, ctrlKey: false, altKey: false, metaKey: false, ...more });
const state = (more: Partial<PtzState>): PtzState => ({ held_by: null, held_by_name: null, seconds_left: 0, may_move: true, why_not: null, view: "", moving: false, trouble: null, presets: [], ...more });
const mine = state({ held_by: "account:me", seconds_left: 40, presets: [{ token: "p9", name: "Gate" }] });

describe("keys of a head", () => {
  it("move while held, in both directions at once, and opposite ones cancel out", () => {
    expect(meaningOf(press("ArrowLeft"), null, "account:me", true)).toEqual({ kind: "hold", direction: "left" });
    expect(meaningOf(press("+", "Equal"), null, "account:me", true)).toEqual({ kind: "hold", direction: "in" });
    expect(motion(new Set(["left", "up"]), false)).toEqual({ act: "move", pan: -0.4, tilt: 0.4, zoom: 0 });
    expect(motion(new Set(["right"]), true)).toEqual({ act: "move", pan: 1, tilt: 0, zoom: 0 });
    expect(motion(new Set(["left", "right"]), false)).toEqual({ act: "stop" });
    expect(motion(new Set(), false)).toEqual({ act: "stop" });
  });
  it("leave digits and Escape to the desk until this desk holds the head", () => {
    const digit = press("1", "Digit1");
    expect(meaningOf(digit, null, "account:me", true)).toBeNull();
    expect(meaningOf(digit, state({ held_by: "account:other", seconds_left: 9, presets: mine.presets }), "account:me", true)).toBeNull();
    expect(meaningOf(digit, mine, "account:me", true)).toEqual({ kind: "order", order: { act: "preset", preset: "p9" } });
    expect(meaningOf(press("&", "Digit1"), mine, "account:me", true)).toEqual({ kind: "order", order: { act: "preset", preset: "p9" } });
    expect(meaningOf(press("2", "Digit2"), mine, "account:me", true)).toBeNull();
    expect(meaningOf(press("Escape"), mine, "account:me", true)).toEqual({ kind: "order", order: { act: "release" } });
    expect(meaningOf(press("Escape"), state({}), "account:me", true)).toBeNull();
  });
  it("leave digits to an alert card that waits", () => {
    expect(meaningOf(press("1", "Digit1"), mine, "account:me", false)).toBeNull();
  });
  it("rest with modifiers", () => {
    expect(meaningOf(press("ArrowLeft", "ArrowLeft", { altKey: true }), mine, "account:me", true)).toBeNull();
  });
});
