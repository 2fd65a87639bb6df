import { expect, it } from "vitest";
import type { Advice } from "../api/types";
import { choicesOf } from "./work";

it("lets a crew on the radio be sent, after those whose way is known, and never one that is busy", () => {
  const advice = {
    units: [{ unit: "unit:near" }],
    excluded: [
      { unit: "unit:busy", name: "B", why: "unit.busy" },
      { unit: "unit:radio", name: "R", why: "unit.no_position" },
      { unit: "unit:old", name: "O", why: ["unit.old_position"] },
      { unit: "unit:off", name: "X", why: "unit.off_duty" },
    ],
  } as unknown as Advice;
  expect(choicesOf(advice)).toEqual(["unit:near", "unit:radio", "unit:old"]);
});
