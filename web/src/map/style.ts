// The map's look: our own GeoJSON layers, nothing from outside, so no glyphs and no sprite addresses either.
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const served = (layer: string): GeoJSONSourceSpecification => ({ type: "geojson", data: `${location.origin}/api/v1/map/${layer}` });
const live: GeoJSONSourceSpecification = { type: "geojson", data: empty };

// Streets are as wide as they matter; the classes are those of src/geo/layers.
const widths = (small: number, usual: number, wide: number): ExpressionSpecification =>
  ["match", ["get", "class"], ["motorway", "primary", "secondary"], wide, ["path", "steps", "railway"], small, usual];

const ground: LayerSpecification[] = [
  { id: "ground", type: "background", paint: { "background-color": "#11171e" } },
  { id: "green", type: "fill", source: "green", paint: { "fill-color": "#16261f" } },
  { id: "water", type: "fill", source: "water", filter: ["==", "$type", "Polygon"], paint: { "fill-color": "#14263a" } },
  { id: "water-line", type: "line", source: "water", paint: { "line-color": "#1d3854", "line-width": 1 } },
  { id: "buildings", type: "fill", source: "buildings", minzoom: 13.5, paint: { "fill-color": "#1c242e", "fill-outline-color": "#27323e" } },
  {
    id: "streets",
    type: "line",
    source: "streets",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": ["match", ["get", "class"], "railway", "#5b4a4a", ["path", "steps"], "#36414b", "#46535f"],
      "line-opacity": ["case", ["has", "tunnel"], 0.4, 1],
      "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 12, widths(0.2, 0.6, 1.4), 18, widths(1.5, 7, 12)],
    },
  },
];

const facts: LayerSpecification[] = [
  { id: "routes", type: "line", source: "routes", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#9cc4ff", "line-width": 4, "line-dasharray": [1, 1.6] } },
  { id: "cameras", type: "symbol", source: "cameras", layout: { "icon-image": ["get", "icon"], "icon-rotate": ["get", "heading"], "icon-rotation-alignment": "map", "icon-allow-overlap": true } },
  { id: "units", type: "symbol", source: "units", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true } },
  { id: "alerts", type: "symbol", source: "alerts", layout: { "icon-image": "alert", "icon-allow-overlap": true, "icon-offset": [0, -18] } },
  { id: "incidents", type: "symbol", source: "incidents", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-offset": [0, -8] } },
];

const label = (id: string, source: string, size: number, offset: [number, number], colour: string): LayerSpecification => ({
  id,
  type: "symbol",
  source,
  layout: { "text-field": ["get", "label"], "text-font": ["system-ui"], "text-size": size, "text-offset": offset, "text-optional": true },
  paint: { "text-color": colour, "text-halo-color": "#0b0f14", "text-halo-width": 1.5 },
});

export const liveSources = ["cameras", "units", "alerts", "incidents", "routes"] as const;
export type LiveSource = (typeof liveSources)[number];

export function styleFor(layers: readonly string[]): StyleSpecification {
  const drawn = ground.filter((layer) => !("source" in layer) || layers.includes(layer.source));
  const labels: LayerSpecification[] = [label("camera-labels", "cameras", 12, [0, 1.3], "#e8edf2"), label("unit-labels", "units", 12, [0, 1.2], "#bfe8cf"), label("incident-labels", "incidents", 13, [0, -2.2], "#ffd9d4")];
  if (layers.includes("streets")) labels.unshift(streetNames);
  if (layers.includes("places")) labels.unshift(placeNames);
  return {
    version: 8,
    sources: { ...Object.fromEntries(layers.map((layer) => [layer, served(layer)])), ...Object.fromEntries(liveSources.map((name) => [name, live])) },
    layers: [...drawn, ...labels.slice(0, labels.length - 3), ...facts, ...labels.slice(-3)],
  };
}

const streetNames: LayerSpecification = {
  id: "street-names",
  type: "symbol",
  source: "streets",
  minzoom: 15,
  layout: { "symbol-placement": "line", "text-field": ["coalesce", ["get", "name"], ""], "text-font": ["system-ui"], "text-size": 11 },
  paint: { "text-color": "#94a3b1", "text-halo-color": "#11171e", "text-halo-width": 1.5 },
};

const placeNames: LayerSpecification = {
  id: "place-names",
  type: "symbol",
  source: "places",
  layout: { "text-field": ["coalesce", ["get", "name"], ""], "text-font": ["system-ui"], "text-size": 12 },
  paint: { "text-color": "#b7c3ce", "text-halo-color": "#11171e", "text-halo-width": 1.5 },
};
