// Where to be in the picture's time. Media time is the wall clock, so "live" means: a little behind the newest fragment,
// far enough that the next one arrives before this one is over.

export interface Buffered {
  currentTime: number;
  start: number; // of the newest contiguous range
  end: number;
}

export type Step = { seek: number } | { rate: number };

export const nearest_s = 0.3;
const farthest_s = 1.5;
// A jump decodes again from the key frame before its goal: below this, playing faster costs a slow machine less.
const jump_s = 6;

export function liveStep({ currentTime, start, end }: Buffered, target: number): Step {
  const wanted = Math.max(start, end - target);
  const behind = end - currentTime;
  // Before the newest range lies a gap of the source: nothing to play there. Far behind or ahead: no patience either.
  if (currentTime < start - 0.05 || behind > jump_s + target || behind < -0.5) return { seek: wanted };
  if (behind > target + 1) return { rate: 2 };
  if (behind > target + 0.25) return { rate: 1.15 };
  if (behind < target - 0.2) return { rate: 0.95 };
  return { rate: 1 };
}

// In replay the clock runs by itself; only the place of arrival and gaps need a jump.
export function replayStep({ currentTime, start, end }: Buffered, wanted: number | null): Step {
  if (wanted !== null && end > wanted) return { seek: Math.max(start, wanted) };
  if (currentTime < start - 0.05) return { seek: start };
  return { rate: 1 };
}

// The distance to the newest fragment follows how unevenly fragments arrive: a webcam's come in bursts.
export class Arrivals {
  private readonly gaps: number[] = [];
  private last: number | null = null;

  heard(now_ms: number): void {
    if (this.last !== null) {
      this.gaps.push((now_ms - this.last) / 1_000);
      if (this.gaps.length > 60) this.gaps.shift();
    }
    this.last = now_ms;
  }

  // One hiccup must not push the picture back for long: of the last sixty gaps the second largest counts.
  target(): number {
    const second = [...this.gaps].sort((a, b) => b - a)[1] ?? 0;
    return Math.min(farthest_s, Math.max(nearest_s, second * 1.1 + 0.1));
  }
}
