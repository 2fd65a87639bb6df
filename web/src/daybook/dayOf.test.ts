import { expect, it } from "vitest";
import { dayOf } from "./dayOf";
import { digitOfKind, kindOfDigit, kinds } from "./work";

it("is the city's day, whatever the desk's computer is set to", () => {
  expect(dayOf(Date.parse("2026-06-01T22:30:00Z"), "Europe/Paris")).toBe("2026-06-02");
  expect(dayOf(Date.parse("2026-06-01T22:30:00Z"), "America/Mexico_City")).toBe("2026-06-01");
});

it("gives each kind the digit that stands beside it", () => {
  kinds.forEach((kind, place) => expect(kindOfDigit(digitOfKind(place))).toBe(kind));
});
