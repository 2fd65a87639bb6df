// The marks on the map, drawn here: one outline for each meaning, as in the lists beside it.

const size = 44; // drawn at twice its size on screen
type Draw = (pen: CanvasRenderingContext2D) => void;

const path = (points: [number, number][]): Draw => (pen) => {
  pen.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
};

const camera = path([[22, 2], [36, 36], [22, 29], [8, 36]]); // its tip looks where the camera looks
const triangle = path([[22, 4], [41, 38], [3, 38]]);
const octagon = path([[14, 3], [30, 3], [41, 14], [41, 30], [30, 41], [14, 41], [3, 30], [3, 14]]);
const disc: Draw = (pen) => {
  pen.beginPath();
  pen.arc(22, 22, 13, 0, 2 * Math.PI);
};

function image(outline: Draw, fill: string, stroke: string, inside?: Draw): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no 2d canvas");
  outline(pen);
  pen.fillStyle = fill;
  pen.strokeStyle = stroke;
  pen.lineWidth = 4;
  pen.fill();
  pen.stroke();
  inside?.(pen);
  return pen.getImageData(0, 0, size, size);
}

const sign = (text: string, colour: string): Draw => (pen) => {
  pen.fillStyle = colour;
  pen.font = "bold 24px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.fillText(text, 22, 34);
};
const cross: Draw = (pen) => {
  pen.beginPath();
  pen.moveTo(10, 10);
  pen.lineTo(34, 34);
  pen.lineWidth = 5;
  pen.stroke();
};

export function mapIcons(): Record<string, ImageData> {
  return {
    "camera-live": image(camera, "#9cc4ff", "#0b0f14"),
    "camera-off": image(camera, "#5f7182", "#0b0f14", cross),
    alert: image(triangle, "#ffb938", "#0b0f14", sign("?", "#0b0f14")),
    "incident-1": image(octagon, "#ff7b6e", "#0b0f14", sign("1", "#0b0f14")),
    "incident-2": image(octagon, "#2b1512", "#ff7b6e", sign("2", "#ffd9d4")),
    "incident-3": image(octagon, "#2b1512", "#b98a84", sign("3", "#ffd9d4")),
    "unit-available": image(disc, "#7ed3a1", "#0b0f14"),
    "unit-busy": image(disc, "#0b0f14", "#7ed3a1", (pen) => {
      pen.beginPath();
      pen.arc(22, 22, 6, 0, 2 * Math.PI);
      pen.fillStyle = "#7ed3a1";
      pen.fill();
    }),
  };
}
