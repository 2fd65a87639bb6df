import { Suspense, lazy, useEffect, useState } from "react";
import { Problem, post } from "../api/client";
import type { Unit } from "../api/types";
import { serverClock } from "../city/clock";
import { useWords } from "../i18n/language";
import { duration } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useMay } from "../signin/session";
import "../style/map.css";

const MapView = lazy(() => import("../map/MapView"));
const send_every_ms = 10_000;
const none: never[] = [];

// Sends where we are: by the phone itself while its switch is on, or by a tap on the map. Off by default.
export function Position({ unit }: { unit: Unit | null }) {
  const { t, language } = useWords();
  const may = useMay();
  const { problem, run } = useTask();
  const [follow, setFollow] = useState(false);
  const [tapping, setTapping] = useState(false);
  const id = unit?.id;

  const send = (lat: number, lon: number) => void run(async () => {
      if (id) await post(`/units/${encodeURIComponent(id)}/position`, { lat, lon });
    });

  useEffect(() => {
    if (!follow || !id) return undefined;
    let last = 0;
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        if (Date.now() - last < send_every_ms) return;
        last = Date.now();
        void post(`/units/${encodeURIComponent(id)}/position`, { lat: coords.latitude, lon: coords.longitude }).catch(() => undefined);
      },
      () => {
        setFollow(false);
        void run(() => Promise.reject(new Problem(0, "screen.position_refused", "")));
      },
      { enableHighAccuracy: true, maximumAge: 5_000 },
    );
    return () => navigator.geolocation.clearWatch(watch);
  }, [follow, id, run]);

  return (
    <section className="position" aria-label={t("screen.position")}>
      <div className="row">
        {"geolocation" in navigator && (
          <label className="inline">
            <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.target.checked)} />
            {t("screen.send_position")}
          </label>
        )}
        {may("camera.read") && (
          <button type="button" aria-expanded={tapping} onClick={() => setTapping(!tapping)}>
            {t("screen.position_on_map")}
          </button>
        )}
        <span className="small soft number">
          {unit?.position_at ? t("screen.position_age", { age: duration(serverClock.now() - Date.parse(unit.position_at), language) }) : t("screen.no_position")}
        </span>
      </div>
      {tapping && (
        <div className="tap-map">
          <Suspense fallback={<p className="soft">{t("screen.wait")}</p>}>
            <MapView cameras={none} units={unit ? [unit] : none} incidents={none} alerts={none} routes={none} onPlace={send} />
          </Suspense>
        </div>
      )}
      <ProblemLine problem={problem} />
    </section>
  );
}
