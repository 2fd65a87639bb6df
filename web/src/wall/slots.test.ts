import { expect, it } from "vitest";
import { bring, close, dropMissing, emptyWall, resize, show, surround } from "./slots";

const two = show({ ...show(emptyWall(4), "camera:1"), selected: 1 }, "camera:2");

it("a called camera comes to the selected tile, one already there is selected", () => {
  expect(two.slots).toEqual(["camera:1", "camera:2", null, null]);
  expect(show(two, "camera:1")).toMatchObject({ selected: 0, slots: two.slots });
  expect(show(two, "camera:9").slots).toEqual(["camera:1", "camera:9", null, null]);
});

it("one's own picture takes a free tile first", () => {
  expect(bring(two, "camera:7")).toMatchObject({ selected: 2, slots: ["camera:1", "camera:2", "camera:7", null] });
  const full = bring({ slots: ["a", "b"], selected: 1 }, "c");
  expect(full).toEqual({ slots: ["c", "b"], selected: 0 });
  expect(bring(full, "d").slots).toEqual(["c", "d"]);
});

it("closing and vanishing leave an empty tile", () => {
  expect(close(two, 0).slots).toEqual([null, "camera:2", null, null]);
  expect(dropMissing(two, (camera) => camera === "camera:1").slots).toEqual(["camera:1", null, null, null]);
  expect(dropMissing(two, () => true)).toBe(two);
});

it("neighbours stand around the selected camera", () => {
  expect(surround(two, ["camera:5", "camera:6"])).toEqual({ slots: ["camera:5", "camera:2", "camera:6", null], selected: 1 });
});

it("one tile keeps the selected camera", () => {
  const one = resize(two, 1);
  expect(one).toEqual({ slots: ["camera:2"], selected: 0 });
  expect(resize(one, 4).slots).toEqual(["camera:2", null, null, null]);
});
