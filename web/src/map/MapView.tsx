import * as maplibregl from "maplibre-gl/dist/maplibre-gl-csp";
import workerUrl from "maplibre-gl/dist/maplibre-gl-csp-worker.js?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { useEffect, useMemo, useRef, useState } from "react";
import { get } from "../api/client";
import type { AdvisedUnit, Alert, Camera, Incident, MapInfo, Unit } from "../api/types";
import { useWords } from "../i18n/language";
import { alertFeatures, cameraFeatures, incidentFeatures, routeFeatures, unitFeatures } from "./features";
import { mapIcons } from "./icons";
import { liveSources, styleFor, type LiveSource } from "./style";

maplibregl.setWorkerUrl(workerUrl);

// Crews move every second; each move draws the whole map anew, which a desk without a graphics card pays with its pictures.
const move_every_ms = 4_000;

interface Props {
  cameras: Camera[];
  units: Unit[];
  incidents: Incident[];
  alerts: Alert[];
  routes: AdvisedUnit[];
  onCamera?: (id: string) => void;
  onIncident?: (id: string) => void;
  onPlace?: (lat: number, lon: number) => void; // a click on the ground
}

// The map shows; everything on it is also in the lists beside it, so nobody needs a pointer or good eyes to work.
export default function MapView({ cameras, units, incidents, alerts, routes, onCamera, onIncident, onPlace }: Props) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibregl.Map | null>(null);
  const [failed, setFailed] = useState(false);
  const [attribution, setAttribution] = useState("");
  const call = useRef({ onCamera, onIncident, onPlace });
  call.current = { onCamera, onIncident, onPlace };

  useEffect(() => {
    let made: maplibregl.Map | null = null;
    let gone = false;
    get<MapInfo>("/map")
      .then((info) => {
        if (gone || !box.current) return;
        setAttribution(info.attribution);
        made = makeMap(box.current, info, call);
        made.on("load", () => setMap(made));
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      made?.remove();
      setMap(null);
    };
  }, []);

  const data = useMemo<Record<LiveSource, GeoJSON.FeatureCollection>>(
    () => ({ cameras: cameraFeatures(cameras), units: unitFeatures(units), incidents: incidentFeatures(incidents), alerts: alertFeatures(alerts), routes: routeFeatures(routes) }),
    [cameras, units, incidents, alerts, routes],
  );
  // Health comes every second and changes nothing here most of the time: the map is drawn again only for what it shows.
  const drawn = useRef<Partial<Record<LiveSource, string>>>({});
  const moved = useRef(0);
  useEffect(() => {
    if (!map) {
      drawn.current = {};
      return;
    }
    for (const name of liveSources) {
      const text = JSON.stringify(data[name]);
      if (drawn.current[name] === text) continue;
      if (name === "units" && drawn.current.units && performance.now() - moved.current < move_every_ms) continue;
      if (name === "units") moved.current = performance.now();
      drawn.current[name] = text;
      map.getSource<maplibregl.GeoJSONSource>(name)?.setData(data[name]);
    }
  }, [map, data]);

  return (
    <div className="map">
      <div ref={box} className="map-ground" role="application" aria-label={t("screen.map_label")} />
      {failed && <p className="map-failed">{t("screen.map_failed")}</p>}
      {attribution && <p className="map-attribution small">{attribution}</p>}
    </div>
  );
}

type Calls = { current: Pick<Props, "onCamera" | "onIncident" | "onPlace"> };

function makeMap(container: HTMLElement, info: MapInfo, call: Calls): maplibregl.Map {
  const map = new maplibregl.Map({
    container,
    style: styleFor(info.layers),
    center: info.centre,
    zoom: 15,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    pixelRatio: 1,
    renderWorldCopies: false,
    // No outside address is ever asked for: whatever is not ours is not fetched.
    transformRequest: (url) => (url.startsWith(location.origin) ? { url } : { url: "" }),
  });
  for (const [name, image] of Object.entries(mapIcons())) map.addImage(name, image, { pixelRatio: 2 });
  map.on("click", (event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: ["cameras", "incidents"] })[0];
    if (hit?.layer.id === "cameras") call.current.onCamera?.(String(hit.properties.id));
    else if (hit?.layer.id === "incidents") call.current.onIncident?.(String(hit.properties.id));
    else call.current.onPlace?.(event.lngLat.lat, event.lngLat.lng);
  });
  return map;
}
