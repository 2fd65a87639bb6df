import { expect, it } from "vitest";
import { dayStart, query, today } from "./filter";

it("begins a day at the city's midnight, on the days of the clock change too", () => {
  expect(new Date(dayStart("2026-11-25", "Europe/Paris")).toISOString()).toBe("2026-11-24T23:00:00.000Z");
  expect(new Date(dayStart("2026-03-29", "Europe/Paris")).toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(new Date(dayStart("2026-03-30", "Europe/Paris")).toISOString()).toBe("2026-03-29T22:00:00.000Z");
});

it("asks for whole days, both included", () => {
  const filter = { ...today("Europe/Paris", Date.parse("2026-11-24T23:30:00Z")), camera: " 7 ", who: "OP-1" };
  expect(filter.from).toBe("2026-11-25");
  const words = new URLSearchParams(query(filter, "Europe/Paris"));
  expect(words.get("from")).toBe("2026-11-24T23:00:00.000Z");
  expect(words.get("to")).toBe("2026-11-25T23:00:00.000Z");
  expect(words.get("camera")).toBe("camera:7");
  expect(words.get("who")).toBe("OP-1");
  expect(words.has("action")).toBe(false);
});
