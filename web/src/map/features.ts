// What of the city is drawn, as GeoJSON. Pure.
import type { AdvisedUnit, Alert, Camera, Incident, Unit } from "../api/types";

type Collection = GeoJSON.FeatureCollection;

function point(lon: number, lat: number, properties: object): GeoJSON.Feature {
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { ...properties } };
}
const collection = (features: GeoJSON.Feature[]): Collection => ({ type: "FeatureCollection", features });

export const cameraFeatures = (cameras: Iterable<Camera>): Collection =>
  collection(
    [...cameras].map((camera) =>
      point(camera.lon, camera.lat, { id: camera.id, label: String(camera.number), heading: camera.heading_deg, icon: camera.health?.state === "live" ? "camera-live" : "camera-off" }),
    ),
  );

export const unitFeatures = (units: Iterable<Unit>): Collection =>
  collection(
    [...units]
      .filter((unit) => unit.state !== "off_duty" && unit.lat != null && unit.lon != null)
      .map((unit) => point(unit.lon as number, unit.lat as number, { id: unit.id, label: unit.name, icon: unit.state === "available" ? "unit-available" : "unit-busy" })),
  );

export const incidentFeatures = (incidents: Iterable<Incident>): Collection =>
  collection([...incidents].map((incident) => point(incident.lon, incident.lat, { id: incident.id, label: String(incident.number), icon: `incident-${incident.urgency}` })));

export const alertFeatures = (alerts: Iterable<Alert>): Collection => collection([...alerts].flatMap(({ id, lat, lon }) => (lat === null || lon === null ? [] : [point(lon, lat, { id })])));

export const routeFeatures = (routes: readonly AdvisedUnit[]): Collection =>
  collection(routes.flatMap(({ route }) => (route && route.length > 1 ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: route } } as GeoJSON.Feature] : [])));
