// Boxes belong to the instant of one picture. They are drawn over that picture or not at all.
import type { InstantBox } from "../api/types";

interface Overlay {
  at: number; // ms
  boxes: InstantBox[];
}

const kept = 64;
export const longest_ms = 1_000;

export class Overlays {
  private overlays: Overlay[] = [];

  add(at: number, boxes: InstantBox[]): void {
    this.overlays.push({ at, boxes });
    if (this.overlays.length > kept) this.overlays.shift();
  }

  clear(): void {
    this.overlays = [];
  }

  // The newest boxes of a picture not later than the shown one (half a frame of tolerance), unless older than a second.
  at(picture: number): InstantBox[] {
    let best: Overlay | null = null;
    for (const overlay of this.overlays) if (overlay.at <= picture + 40 && (!best || overlay.at > best.at)) best = overlay;
    return best && picture - best.at <= longest_ms ? best.boxes : [];
  }
}
