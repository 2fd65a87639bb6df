// Which key moves a camera's head, and how: pure, so that the rules are tested without a browser.
import type { Id } from "../api/types";

export interface PtzPreset {
  token: string;
  name: string;
}

// GET /cameras/{id}/ptz
export interface PtzState {
  held_by: Id | null;
  held_by_name: string | null;
  seconds_left: number;
  may_move: boolean;
  why_not: string | null;
  view: string | null; // a preset's token, "" at home, null away
  moving: boolean;
  trouble: { code: string; detail: string } | null;
  presets: PtzPreset[];
}

export type PtzOrder = { act: "move"; pan: number; tilt: number; zoom: number } | { act: "stop" | "home" | "release" } | { act: "preset"; preset: string };

export interface HeadKey {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

type Direction = "left" | "right" | "up" | "down" | "in" | "out";
const directions: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "in", "-": "out", NumpadAdd: "in", NumpadSubtract: "out" };

export type Meaning = { kind: "hold"; direction: Direction } | { kind: "order"; order: PtzOrder } | null;

// Digits call another camera, as everywhere, until this desk holds the head: then they are its presets, until it is released.
export function meaningOf(press: HeadKey, state: PtzState | null, me: Id, digitsAreFree: boolean): Meaning {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  const direction = directions[press.key] ?? directions[press.code];
  if (direction) return { kind: "hold", direction };
  if (press.key === "Home") return { kind: "order", order: { act: "home" } };
  const mine = state?.held_by === me && state.seconds_left > 0;
  if (!mine) return null;
  if (press.key === "Escape") return { kind: "order", order: { act: "release" } };
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code);
  const preset = digit && digitsAreFree ? state.presets[Number(digit[1]) - 1] : undefined;
  return preset ? { kind: "order", order: { act: "preset", preset: preset.token } } : null;
}

// What the held keys say together; opposite ones say nothing. Shift is full speed.
export function motion(held: ReadonlySet<Direction>, fast: boolean): PtzOrder {
  const speed = fast ? 1 : 0.4;
  const axis = (plus: Direction, minus: Direction) => ((held.has(plus) ? 1 : 0) - (held.has(minus) ? 1 : 0)) * speed;
  const move = { act: "move" as const, pan: axis("right", "left"), tilt: axis("up", "down"), zoom: axis("in", "out") };
  return move.pan || move.tilt || move.zoom ? move : { act: "stop" };
}

export function directionOf(press: Pick<HeadKey, "key" | "code">): Direction | null {
  return directions[press.key] ?? directions[press.code] ?? null;
}

export type { Direction };
