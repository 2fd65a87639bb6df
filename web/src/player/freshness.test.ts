import { expect, it } from "vitest";
import { freshness } from "./freshness";

it("a picture is stale from 2 s and gone from 5 s", () => {
  expect(freshness(400, 0)).toBe("fresh");
  expect(freshness(1_999, 0)).toBe("fresh");
  expect(freshness(2_000, 0)).toBe("stale");
  expect(freshness(5_000, 0)).toBe("gone");
});

it("a tile that never had a picture waits at first, then says why", () => {
  expect(freshness(null, 1_000)).toBe("waiting");
  expect(freshness(null, 5_000)).toBe("gone");
});
