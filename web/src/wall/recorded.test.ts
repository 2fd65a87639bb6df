import { expect, it } from "vitest";
import { partsOf } from "./recorded";

const minute = 60_000;
const one = (from: number, to: number, held = false) => ({ from: from * minute, to: to * minute, held });

it("joins the minutes of one recording and draws what is missing", () => {
  const parts = partsOf([one(1, 2), one(2, 3), one(5, 6)], 0, 10 * minute);
  expect(parts.map(({ kind, from, to }) => [kind, from / minute, to / minute])).toEqual([
    ["gap", 0, 1],
    ["recorded", 1, 3],
    ["gap", 3, 5],
    ["recorded", 5, 6],
    ["gap", 6, 10],
  ]);
});

it("shows what is held, cuts at the ends and takes a second between two files for no gap", () => {
  const parts = partsOf([{ from: 0, to: minute, held: false }, { from: minute + 1_000, to: 2 * minute, held: true }], minute / 2, 2 * minute);
  expect(parts.map(({ kind }) => kind)).toEqual(["recorded", "held"]);
  expect(parts[0]?.from).toBe(minute / 2);
  expect(partsOf([], 0, minute)).toEqual([{ kind: "gap", from: 0, to: minute }]);
});
