import { expect, it } from "vitest";
import { keptOf, skim, type Skim } from "./judged";

const ids = ["a", "b", "c"];
const letter = (value: string) => ({ kind: "letter" as const, letter: value });

it("judges the finding in hand and goes on", () => {
  let state: Skim = { at: 0, verdicts: {} };
  state = skim(state, ids, letter("K"))!;
  expect(state.at).toBe(1);
  state = skim(state, ids, letter("X"))!;
  state = skim(state, ids, letter("K"))!;
  expect(state.at).toBe(2);
  expect(keptOf(state, ids)).toEqual(["a", "c"]);
  state = skim(state, ids, { kind: "named", name: "ArrowUp" })!;
  state = skim(state, ids, letter("K"))!;
  expect(keptOf(state, ids)).toEqual(["a", "b", "c"]);
});

it("leaves other strokes, and an empty strip, alone", () => {
  expect(skim({ at: 0, verdicts: {} }, ids, letter("A"))).toBeNull();
  expect(skim({ at: 0, verdicts: {} }, [], letter("K"))).toBeNull();
});
