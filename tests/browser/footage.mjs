// Real footage in the forms these tests need, cut from the demo's own clip.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { footage } from "./house.mjs";

function ffmpeg(...options) {
  execFileSync("ffmpeg", ["-v", "error", "-y", ...options], { stdio: ["ignore", "inherit", "inherit"] });
}

// A file such as a newcomer would drop: twelve seconds, copied.
export function droppedFile(folder) {
  const file = join(folder, "dropped.mp4");
  ffmpeg("-i", footage, "-t", "12", "-an", "-c", "copy", "-movflags", "+faststart", file);
  return file;
}

// What chromium's fake camera shows in a loop.
export function webcamFile(folder) {
  const file = join(folder, "webcam.mjpeg");
  ffmpeg("-i", footage, "-t", "12", "-an", "-vf", "scale=640:480", "-r", "10", "-q:v", "4", file);
  return file;
}
