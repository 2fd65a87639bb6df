import { expect, it } from "vitest";
import type { Alert } from "../api/types";
import { groupedByPlace } from "./grouping";

const now = Date.parse("2026-11-25T22:00:00Z");
const alert = (number: number, camera: string, ago_s = 60) =>
  ({ id: `alert:${number}`, number, camera, camera_name: camera, occurred_from: new Date(now - ago_s * 1_000).toISOString() }) as Alert;
const many = (n: number, camera: string, ago_s?: number) => Array.from({ length: n }, (_, index) => alert(index, camera, ago_s));

it("leaves ten as they are, and those of half an hour ago", () => {
  expect(groupedByPlace(many(10, "camera:1"), now)).toBeNull();
  expect(groupedByPlace([...many(10, "camera:1"), ...many(30, "camera:2", 1_800)], now)).toBeNull();
});

it("makes one line per place of a flood, and loses none", () => {
  const groups = groupedByPlace([...many(25, "camera:1"), ...many(15, "camera:2")], now) ?? [];
  expect(groups.map(({ place, alerts }) => [place, alerts.length])).toEqual([
    ["camera:1", 25],
    ["camera:2", 15],
  ]);
});
