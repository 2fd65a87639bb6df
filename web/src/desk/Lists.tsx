import { useState } from "react";
import type { Camera, Unit } from "../api/types";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { duration } from "../i18n/time";
import { Shape } from "../parts/Shape";
import { ProtectionList } from "../protect/ProtectionList";
import type { Protection } from "../protect/protect";

// Everything that is on the map, as lists: the way for keyboards and screen readers.
interface Props {
  cameras: Camera[];
  units: Unit[];
  onCamera: (id: string) => void;
  protections: Protection[];
  onProtections: () => void;
}

export function Lists({ cameras, units, onCamera, protections, onProtections }: Props) {
  const { t } = useWords();
  const [tab, setTab] = useState<"cameras" | "units" | "protections">("cameras");
  return (
    <section className="lists" aria-label={t("screen.lists")}>
      <div className="row tabs">
        <button type="button" aria-pressed={tab === "cameras"} onClick={() => setTab("cameras")}>
          {t("screen.cameras", { n: cameras.length })}
        </button>
        <button type="button" aria-pressed={tab === "units"} onClick={() => setTab("units")}>
          {t("screen.crews", { n: units.length })}
        </button>
        <button type="button" aria-pressed={tab === "protections"} onClick={() => setTab("protections")}>
          {t("screen.protections", { n: protections.length })}
        </button>
      </div>
      {tab === "cameras" && <CameraList cameras={cameras} onCamera={onCamera} />}
      {tab === "units" && <UnitList units={units} />}
      {tab === "protections" && <ProtectionList protections={protections} onChanged={onProtections} />}
    </section>
  );
}

function CameraList({ cameras, onCamera }: { cameras: Camera[]; onCamera: (id: string) => void }) {
  const { t, code, word } = useWords();
  if (cameras.length === 0) return <p className="soft">{t("screen.no_camera")}</p>;
  return (
    <ul>
      {cameras.map((camera) => {
        const state = camera.health?.state ?? "starting";
        return (
          <li key={camera.id}>
            <button type="button" className="line" onClick={() => onCamera(camera.id)}>
              <strong className="number">{camera.number}</strong> <span className="grow">{camera.name}</span>
              {state !== "live" && <Shape name="technical" size={12} />}
              <span className="small">{state === "live" || !camera.health?.reason ? word("camera_state", state) : code(camera.health.reason)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function UnitList({ units }: { units: Unit[] }) {
  const { t, word, language } = useWords();
  const now = useNow(5_000);
  if (units.length === 0) return <p className="soft">{t("screen.no_unit")}</p>;
  return (
    <ul>
      {units.map((unit) => (
        <li key={unit.id} className="line">
          <strong>{unit.name}</strong>
          <span className="grow">
            {word("unit_state", unit.state)}
            {unit.simulated && <span className="soft"> · {t("screen.simulated")}</span>}
            {unit.radio_only && <span className="soft"> · {t("screen.radio_only")}</span>}
          </span>
          <span className="small soft number">{unit.position_at ? t("screen.position_age", { age: duration(now - Date.parse(unit.position_at), language) }) : t("screen.no_position")}</span>
        </li>
      ))}
    </ul>
  );
}
