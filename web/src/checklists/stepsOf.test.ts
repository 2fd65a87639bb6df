import { expect, it } from "vitest";
import { stepsOf } from "./ChecklistEditor";

it("keeps a step's id while its words stay, in any order, and only once", () => {
  const before = [
    { id: "1.1", text: "Prévenir le 18" },
    { id: "1.2", text: "Couper le gaz" },
  ];
  expect(stepsOf("Couper le gaz\n\n  Prévenir le 18 \nBarrer la rue\nCouper le gaz", before)).toEqual([
    { id: "1.2", text: "Couper le gaz" },
    { id: "1.1", text: "Prévenir le 18" },
    { text: "Barrer la rue" },
    { text: "Couper le gaz" },
  ]);
  expect(stepsOf("", before)).toEqual([]);
});
