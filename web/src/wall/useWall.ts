import { useCallback, useEffect, useRef, useState } from "react";
import type { Camera, Id } from "../api/types";
import type { TileHandle } from "../tile/Tile";
import { tellWall } from "./second_screen";
import { bring, close, dropMissing, emptyWall, resize, show, wall_sizes, type Wall } from "./slots";

export interface WallControl {
  wall: Wall;
  show: (camera: Id) => void;
  bring: (camera: Id) => void;
  close: (index: number) => void;
  select: (index: number) => void;
  resize: (tiles: number) => void;
  set: (wall: Wall) => void;
  handleOf: (index: number) => (handle: TileHandle | null) => void;
  selectedTile: () => TileHandle | null;
}

const remembered = "vigie.wall";

// What stood on this window's wall before: the desk stays as it is when another operator takes it.
function rememberedWall(): Wall | null {
  try {
    const wall = JSON.parse(sessionStorage.getItem(remembered) ?? "null") as Wall | null;
    return wall && wall_sizes.includes(wall.slots.length as 4) && wall.selected < wall.slots.length ? wall : null;
  } catch {
    return null;
  }
}

// The wall starts with the first cameras by number and is then the operator's own.
export function useWall(cameras: Camera[], loaded: boolean): WallControl {
  const [before] = useState(rememberedWall);
  const [wall, set] = useState<Wall>(() => before ?? emptyWall(4));
  const started = useRef(before !== null);
  const handles = useRef<(TileHandle | null)[]>([]);
  const selected = useRef(0);
  selected.current = wall.selected;

  useEffect(() => {
    if (!loaded) return;
    if (!started.current) {
      started.current = true;
      set((now) => cameras.slice(0, now.slots.length).reduce((next, camera) => bring(next, camera.id), now));
      set((now) => ({ ...now, selected: 0 }));
      return;
    }
    set((now) => dropMissing(now, (id) => cameras.some((camera) => camera.id === id)));
  }, [cameras, loaded]);

  const telling = useRef<ReturnType<typeof tellWall> | null>(null);
  useEffect(() => {
    const teller = (telling.current = tellWall());
    return () => teller.stop();
  }, []);
  useEffect(() => {
    telling.current?.tell(wall);
    if (loaded) sessionStorage.setItem(remembered, JSON.stringify(wall));
  }, [wall, loaded]);

  return {
    wall,
    show: useCallback((camera) => set((now) => show(now, camera)), []),
    bring: useCallback((camera) => set((now) => bring(now, camera)), []),
    close: useCallback((index) => set((now) => close(now, index)), []),
    select: useCallback((index) => set((now) => ({ ...now, selected: index })), []),
    resize: useCallback((tiles) => set((now) => resize(now, tiles)), []),
    set: useCallback((wanted) => set(wanted), []),
    handleOf: useCallback((index) => (handle) => void (handles.current[index] = handle), []),
    selectedTile: useCallback(() => handles.current[selected.current] ?? null, []),
  };
}
