// Which cameras stand next to one: near ones first, and of two equally near the one that this camera looks towards.
import type { Camera } from "../api/types";

const earth_m = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

// Good for a town: a flat Earth around the first point.
export function offset_m(from: { lat: number; lon: number }, to: { lat: number; lon: number }): { east: number; north: number } {
  return { east: radians(to.lon - from.lon) * Math.cos(radians(from.lat)) * earth_m, north: radians(to.lat - from.lat) * earth_m };
}

// Metres, lengthened up to twofold for what lies behind the camera's back.
export function apart(from: Camera, to: Camera): number {
  const { east, north } = offset_m(from, to);
  const bearing = (Math.atan2(east, north) * 180) / Math.PI;
  const turned = Math.abs(((bearing - from.heading_deg + 540) % 360) - 180);
  return Math.hypot(east, north) * (1 + turned / 180);
}

export function neighboursOf(camera: Camera, cameras: readonly Camera[], most: number): Camera[] {
  return cameras
    .filter((other) => other.id !== camera.id)
    .sort((a, b) => apart(camera, a) - apart(camera, b) || a.number - b.number)
    .slice(0, most);
}
