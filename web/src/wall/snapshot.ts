// A still picture: the server notes it first (reason, who, when), then the page draws what it shows, with its origin burnt in.
import { post } from "../api/client";
import type { Camera, Iso } from "../api/types";
import type { Why } from "../player/live_player";

export interface Noted {
  id: string;
  at: Iso;
  exercise: boolean;
}

export const noteSnapshot = (camera: Camera, at: number, why: Why) =>
  post<Noted>(`/cameras/${encodeURIComponent(camera.id)}/snapshots`, { at: new Date(at).toISOString(), ...why });

// The picture as it stood when it was asked for: while the reason is typed, the street goes on.
export function stillOf(video: HTMLVideoElement): HTMLCanvasElement | null {
  if (!video.videoWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return canvas;
}

export function captioned(still: HTMLCanvasElement, lines: string[]): HTMLCanvasElement {
  const line_px = Math.max(16, Math.round(still.height / 24));
  const canvas = document.createElement("canvas");
  canvas.width = still.width;
  canvas.height = still.height + line_px * (lines.length + 0.5);
  const context = canvas.getContext("2d");
  if (!context) return still;
  context.fillStyle = "#000";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(still, 0, 0);
  context.fillStyle = "#fff";
  context.font = `${Math.round(line_px * 0.7)}px sans-serif`;
  lines.forEach((text, index) => context.fillText(text, line_px / 2, still.height + line_px * (index + 0.9), canvas.width - line_px));
  return canvas;
}

export function download(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}
