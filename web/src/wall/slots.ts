// Which camera stands in which tile. Pure, so that the rules of the wall can be tested.
import type { Id } from "../api/types";

export interface Wall {
  slots: (Id | null)[];
  selected: number;
}

export const wall_sizes = [1, 4, 9, 16] as const;

export const emptyWall = (tiles: number): Wall => ({ slots: Array<Id | null>(tiles).fill(null), selected: 0 });

// A camera called by its number comes to the selected tile; one already on the wall is only selected.
export function show(wall: Wall, camera: Id): Wall {
  const there = wall.slots.indexOf(camera);
  if (there >= 0) return { ...wall, selected: there };
  return { ...wall, slots: wall.slots.map((slot, index) => (index === wall.selected ? camera : slot)) };
}

// A camera that appears by itself (one's own picture) takes a free tile; on a full wall the one after the selected, so that
// a second picture of one's own does not cover the first.
export function bring(wall: Wall, camera: Id): Wall {
  if (wall.slots.includes(camera)) return show(wall, camera);
  const free = wall.slots.indexOf(null);
  return show({ ...wall, selected: free < 0 ? (wall.selected + 1) % wall.slots.length : free }, camera);
}

export function close(wall: Wall, index: number): Wall {
  return { ...wall, slots: wall.slots.map((slot, at) => (at === index ? null : slot)) };
}

export function resize(wall: Wall, tiles: number): Wall {
  const selected = wall.slots[wall.selected] ?? null;
  const kept = tiles < wall.slots.length ? [selected, ...wall.slots.filter((slot, index) => index !== wall.selected && slot)] : wall.slots;
  return { slots: Array.from({ length: tiles }, (_, index) => kept[index] ?? null), selected: tiles < wall.slots.length ? 0 : wall.selected };
}

// The selected camera stays where it is; the others make room for its neighbours, nearest first.
export function surround(wall: Wall, neighbours: readonly Id[]): Wall {
  const left = [...neighbours];
  return { ...wall, slots: wall.slots.map((slot, index) => (index === wall.selected ? slot : (left.shift() ?? null))) };
}

export function dropMissing(wall: Wall, exists: (camera: Id) => boolean): Wall {
  if (wall.slots.every((slot) => slot === null || exists(slot))) return wall;
  return { ...wall, slots: wall.slots.map((slot) => (slot !== null && exists(slot) ? slot : null)) };
}
