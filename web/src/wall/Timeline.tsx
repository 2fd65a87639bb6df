import { useEffect, useState } from "react";
import type { Camera, Iso } from "../api/types";
import { serverClock } from "../city/clock";
import { useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import { useAsked } from "../parts/useAsked";
import { useSession } from "../signin/session";
import { partsOf, type Recorded } from "./recorded";

const spans_min = [10, 60, 1_440] as const;
const renew_ms = 30_000;

// What is recorded of a camera, in the city's time; where nothing is, the bar is hatched. A place on it is looked at.
export function Timeline({ camera, onGo }: { camera: Camera; onGo: (at: number) => void }) {
  const { t, language } = useWords();
  const { city } = useSession();
  const [span_min, setSpan] = useState<number>(spans_min[0]);
  const [to, setTo] = useState(() => serverClock.now());
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => {
    setTo(serverClock.now());
    setWanted(null);
    const timer = window.setInterval(() => setTo(serverClock.now()), renew_ms);
    return () => clearInterval(timer);
  }, [camera.id, span_min]);
  const from = to - span_min * 60_000;
  const iso = (at: number) => new Date(at).toISOString();
  const { answer } = useAsked<{ segments: { from: Iso; to: Iso; state: string; protected_until?: Iso }[] }>(
    `/cameras/${encodeURIComponent(camera.id)}/segments?from=${iso(from)}&to=${iso(to)}`,
  );
  const recorded: Recorded[] = (answer?.segments ?? [])
    .filter(({ state }) => state !== "deleted")
    // The minute that is being written says its end when it closes.
    .map((segment) => ({ from: Date.parse(segment.from), to: segment.state === "open" ? to : Date.parse(segment.to), held: !!segment.protected_until && Date.parse(segment.protected_until) > to }));
  const time = (at: number) => clockTime(at, city.zone, language);
  const label = t("screen.timeline", { number: camera.number, from: time(from), to: time(to) });
  const place = wanted ?? to;
  return (
    <div className="timeline" data-camera={camera.id}>
      <span className="row spans" role="group" aria-label={label}>
        {spans_min.map((minutes) => (
          <button type="button" key={minutes} className="quiet small" aria-pressed={minutes === span_min} onClick={() => setSpan(minutes)}>
            {minutes < 60 ? t("screen.timeline_minutes", { n: minutes }) : t("screen.timeline_hours", { n: minutes / 60 })}
          </button>
        ))}
      </span>
      <span className="small number">{time(from)}</span>
      <span className="bar" title={t("screen.timeline_gap")}>
        <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
          {partsOf(recorded, from, to).map((part) => (
            <rect key={part.from} className={part.kind} x={(1_000 * (part.from - from)) / (to - from)} width={Math.max(0.5, (1_000 * (part.to - part.from)) / (to - from))} y="0" height="10" />
          ))}
        </svg>
        <input
          type="range"
          min={from}
          max={to}
          step={1_000}
          value={Math.min(to, Math.max(from, place))}
          aria-label={label}
          aria-valuetext={time(place)}
          onChange={(event) => setWanted(Number(event.target.value))}
          onPointerUp={(event) => onGo(Number(event.currentTarget.value))}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              onGo(Number(event.currentTarget.value));
            }
          }}
        />
      </span>
      <span className="small number">{time(to)}</span>
      {wanted !== null && (
        <button type="button" className="small" onClick={() => onGo(wanted)}>
          {t("screen.timeline_go")} <span className="number">{time(wanted)}</span>
        </button>
      )}
    </div>
  );
}
