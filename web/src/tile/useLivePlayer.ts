import { useEffect, useRef, useState } from "react";
import type { Id } from "../api/types";
import { serverClock } from "../city/clock";
import { freshness, type Freshness } from "../player/freshness";
import { LivePlayer, type End } from "../player/live_player";
import { drawBoxes } from "./drawBoxes";

export interface PictureState {
  at: number | null;
  age_ms: number | null;
  mode: "live" | "back";
  paused: boolean;
  freshness: Freshness;
  end: End | null;
}

const look_every_ms = 250;

// Plays a camera into the video element and draws its boxes over each picture; the state for the tile's words is read a few times a second.
export function useLivePlayer(camera: Id, stream: "main" | "sub", showBoxes: boolean, mayBoxes: boolean) {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const player = useRef<LivePlayer | null>(null);
  const draw = useRef(showBoxes);
  draw.current = showBoxes;
  const [picture, setPicture] = useState<PictureState>({ at: null, age_ms: null, mode: "live", paused: false, freshness: "waiting", end: null });

  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    const style = getComputedStyle(document.documentElement);
    const colours = { people: style.getPropertyValue("--people"), vehicle: style.getPropertyValue("--vehicle") };
    const live = new LivePlayer(element, {
      camera,
      boxes: mayBoxes,
      stream,
      now: () => serverClock.now(),
      onPicture: (_at, boxes) => {
        if (canvas.current) drawBoxes(canvas.current, element, draw.current ? boxes : [], colours);
      },
    });
    player.current = live;
    live.start();
    const look = window.setInterval(() => {
      const stood = live.presentedAt === null ? null : performance.now() - live.presentedAt;
      const age_ms = live.mode === "live" && live.pictureAt !== null ? serverClock.now() - live.pictureAt : stood;
      const state = live.paused ? "fresh" : freshness(age_ms, performance.now() - live.waitingSince); // stands because it was told to
      if (state !== "fresh" && canvas.current) drawBoxes(canvas.current, element, [], colours);
      setPicture({ at: live.pictureAt, age_ms, mode: live.mode, paused: live.paused, freshness: state, end: live.end });
    }, look_every_ms);
    return () => {
      clearInterval(look);
      live.stop();
      player.current = null;
    };
  }, [camera, stream, mayBoxes]);

  return { video, canvas, player, picture };
}
