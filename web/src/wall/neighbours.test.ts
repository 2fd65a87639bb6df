import { expect, it } from "vitest";
import type { Camera } from "../api/types";
import { apart, neighboursOf } from "./neighbours";

const at = (number: number, lat: number, lon: number, heading_deg = 0) => ({ id: `camera:${number}`, number, lat, lon, heading_deg }) as Camera;

it("counts metres, and twice as many behind the camera's back", () => {
  const middle = at(1, 43.7, 7.4);
  expect(apart(middle, at(2, 43.701, 7.4))).toBeCloseTo(111.2, 0); // 0.001 degrees to the north, where it looks
  expect(apart(middle, at(3, 43.699, 7.4))).toBeCloseTo(222.4, 0);
});

it("takes the near ones first, and of two equally near the one in view", () => {
  const middle = at(1, 43.7, 7.4, 90);
  const east = at(2, 43.7, 7.401);
  const west = at(3, 43.7, 7.399);
  const far = at(4, 43.7, 7.41);
  expect(neighboursOf(middle, [far, west, middle, east], 3).map(({ number }) => number)).toEqual([2, 3, 4]);
  expect(neighboursOf({ ...middle, heading_deg: 270 }, [far, west, east], 2).map(({ number }) => number)).toEqual([3, 2]);
});
