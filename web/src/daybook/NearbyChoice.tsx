import { useEffect, useId, useState } from "react";
import type { Id } from "../api/types";
import { useWords } from "../i18n/language";
import { metres } from "../i18n/time";
import { useMay } from "../signin/session";
import type { Nearby } from "./types";
import { nearTo } from "./work";

export interface Join {
  incident?: Id;
  alert?: Id;
}

// What is already known near the call: one more voice about it joins it, and opens no second incident.
export function NearbyChoice({ lat, lon, join, onJoin }: { lat: number; lon: number; join: Join | null; onJoin: (join: Join | null) => void }) {
  const { t, word } = useWords();
  const may = useMay();
  const group = useId();
  const [near, setNear] = useState<Nearby | null>(null);
  useEffect(() => {
    let gone = false;
    setNear(null);
    onJoin(null);
    nearTo(lat, lon).then(
      (found) => !gone && setNear(found),
      () => undefined, // nothing is offered; the call is written down all the same
    );
    return () => {
      gone = true;
    };
  }, [lat, lon, onJoin]);
  if (!near || near.incidents.length + near.alerts.length === 0) return null;
  return (
    <fieldset className="nearby">
      <legend>{t("daybook.nearby")}</legend>
      <label>
        <input type="radio" name={group} checked={join === null} onChange={() => onJoin(null)} /> {t("daybook.join_none")}
      </label>
      {near.incidents.map((one) => (
        <label key={one.id}>
          <input type="radio" name={group} checked={join?.incident === one.id} onChange={() => onJoin({ incident: one.id })} />
          {t("daybook.join_incident", { number: one.number, kind: word("kind", one.kind), metres: metres(one.metres) })}
        </label>
      ))}
      {may("alert.judge") &&
        near.alerts.map((one) => (
          <label key={one.id}>
            <input type="radio" name={group} checked={join?.alert === one.id} onChange={() => onJoin({ alert: one.id })} />
            {t("daybook.join_alert", { number: one.number, kind: word("kind", one.kind), metres: metres(one.metres) })}
          </label>
        ))}
    </fieldset>
  );
}
