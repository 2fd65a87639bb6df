import { describe, expect, it } from "vitest";
import { letterOf, originals, rebound, translated } from "./bindings";

const letter = (one: string) => ({ kind: "letter" as const, letter: one });

describe("a person's own keys", () => {
  it("are translated to the original letters", () => {
    const keys = rebound({}, "C", "X");
    expect(translated(letter("X"), keys)).toEqual(letter("C"));
    expect(translated(letter("C"), keys)).toBeNull();
    expect(translated(letter("D"), keys)).toEqual(letter("D"));
    expect(translated(letter("?"), keys)).toEqual(letter("?"));
    expect(translated({ kind: "digit", digit: 3 }, keys)).toEqual({ kind: "digit", digit: 3 });
  });
  it("are swapped, so that each action keeps one of its own", () => {
    const keys = rebound({}, "C", "D");
    expect(translated(letter("D"), keys)).toEqual(letter("C"));
    expect(translated(letter("C"), keys)).toEqual(letter("D"));
    expect(new Set(originals.map(([one]) => letterOf(one, keys))).size).toBe(originals.length);
    expect(rebound(keys, "C", "C")).toEqual({});
  });
  it("keep Shift", () => {
    expect(translated({ ...letter("X"), shift: true }, rebound({}, "R", "X"))).toEqual({ ...letter("R"), shift: true });
  });
});
