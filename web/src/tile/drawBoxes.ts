import type { Box, InstantBox } from "../api/types";

const dash: Record<string, number[]> = { person: [] };
const vehicle_dash = [6, 4];

// Where the picture lies inside a video element that keeps its proportions.
export function pictureRect(video: { videoWidth: number; videoHeight: number }, width: number, height: number) {
  const scale = Math.min(width / (video.videoWidth || width), height / (video.videoHeight || height));
  const pictured = { width: (video.videoWidth || width) * scale, height: (video.videoHeight || height) * scale };
  return { ...pictured, left: (width - pictured.width) / 2, top: (height - pictured.height) / 2 };
}

function sized(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const { clientWidth, clientHeight } = canvas;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(clientWidth * ratio) || canvas.height !== Math.round(clientHeight * ratio)) {
    canvas.width = Math.round(clientWidth * ratio);
    canvas.height = Math.round(clientHeight * ratio);
  }
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, clientWidth, clientHeight);
  return context;
}

// People in full lines, vehicles dashed: told apart without colour.
export function drawBoxes(canvas: HTMLCanvasElement, video: HTMLVideoElement, boxes: readonly InstantBox[], colours: { people: string; vehicle: string }): void {
  const context = sized(canvas);
  if (!context || boxes.length === 0) return;
  const place = pictureRect(video, canvas.clientWidth, canvas.clientHeight);
  context.lineWidth = 1.5;
  for (const box of boxes) {
    context.strokeStyle = box.kind === "person" ? colours.people : colours.vehicle;
    context.setLineDash(dash[box.kind] ?? vehicle_dash);
    context.strokeRect(place.left + box.x * place.width, place.top + box.y * place.height, box.width * place.width, box.height * place.height);
  }
}

export function drawOutline(canvas: HTMLCanvasElement, video: HTMLVideoElement, box: Box, colour: string): void {
  const context = sized(canvas);
  if (!context) return;
  const place = pictureRect(video, canvas.clientWidth, canvas.clientHeight);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.setLineDash([8, 4]);
  context.strokeRect(place.left + box.x * place.width, place.top + box.y * place.height, box.width * place.width, box.height * place.height);
}
