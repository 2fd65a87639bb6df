import { describe, expect, it } from "vitest";
import { Arrivals, liveStep, nearest_s, replayStep } from "./pace";

const now = 1_790_000_000; // seconds since 1970: the scale that media time really has

describe("live pace", () => {
  it("keeps going when it is where it should be", () => {
    expect(liveStep({ currentTime: now - 0.3, start: now - 10, end: now }, nearest_s)).toEqual({ rate: 1 });
  });
  it("hurries when a little late, lingers when too near the edge", () => {
    expect(liveStep({ currentTime: now - 0.9, start: now - 10, end: now }, nearest_s)).toEqual({ rate: 1.15 });
    expect(liveStep({ currentTime: now - 0.05, start: now - 10, end: now }, nearest_s)).toEqual({ rate: 0.95 });
  });
  it("plays twice as fast when some seconds behind: a jump would decode again from the key frame", () => {
    expect(liveStep({ currentTime: now - 3, start: now - 10, end: now }, nearest_s)).toEqual({ rate: 2 });
  });
  it("jumps when far behind, and over a gap of the source", () => {
    expect(liveStep({ currentTime: now - 8, start: now - 10, end: now }, nearest_s)).toEqual({ seek: now - nearest_s });
    expect(liveStep({ currentTime: now - 1, start: now - 0.1, end: now }, nearest_s)).toEqual({ seek: now - 0.1 });
  });
  it("starts from zero like any player and finds the wall clock", () => {
    expect(liveStep({ currentTime: 0, start: now - 1, end: now }, nearest_s)).toEqual({ seek: now - nearest_s });
  });
});

describe("replay pace", () => {
  it("waits for the wanted moment, then jumps there once", () => {
    expect(replayStep({ currentTime: now - 2, start: now - 2, end: now }, now + 1)).toEqual({ rate: 1 });
    expect(replayStep({ currentTime: 0, start: now - 2, end: now }, now - 1)).toEqual({ seek: now - 1 });
    expect(replayStep({ currentTime: now - 0.5, start: now - 2, end: now }, null)).toEqual({ rate: 1 });
  });
});

describe("arrivals", () => {
  it("stay near for a steady camera, one hiccup forgiven", () => {
    const arrivals = new Arrivals();
    for (let i = 0; i < 30; ++i) arrivals.heard(i * 100);
    arrivals.heard(4_500);
    expect(arrivals.target()).toBe(nearest_s);
  });
  it("step back for bursts, within bounds", () => {
    const bursts = new Arrivals();
    for (let i = 0; i < 30; ++i) bursts.heard(i * 500);
    expect(bursts.target()).toBeCloseTo(0.65);
    const slow = new Arrivals();
    for (let i = 0; i < 30; ++i) slow.heard(i * 5_000);
    expect(slow.target()).toBe(1.5);
  });
});
