import { useCallback, useEffect, useRef, useState } from "react";
import type { Camera, Id } from "../api/types";
import type { TileHandle } from "../tile/Tile";
import { bring, close, dropMissing, emptyWall, resize, show, type Wall } from "./slots";

export interface WallControl {
  wall: Wall;
  show: (camera: Id) => void;
  bring: (camera: Id) => void;
  close: (index: number) => void;
  select: (index: number) => void;
  resize: (tiles: number) => void;
  handleOf: (index: number) => (handle: TileHandle | null) => void;
  selectedTile: () => TileHandle | null;
}

// The wall starts with the first cameras by number and is then the operator's own.
export function useWall(cameras: Camera[], loaded: boolean): WallControl {
  const [wall, set] = useState<Wall>(() => emptyWall(4));
  const started = useRef(false);
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

  return {
    wall,
    show: useCallback((camera) => set((now) => show(now, camera)), []),
    bring: useCallback((camera) => set((now) => bring(now, camera)), []),
    close: useCallback((index) => set((now) => close(now, index)), []),
    select: useCallback((index) => set((now) => ({ ...now, selected: index })), []),
    resize: useCallback((tiles) => set((now) => resize(now, tiles)), []),
    handleOf: useCallback((index) => (handle) => void (handles.current[index] = handle), []),
    selectedTile: useCallback(() => handles.current[selected.current] ?? null, []),
  };
}
