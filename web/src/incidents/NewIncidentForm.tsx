import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Incident, Place } from "../api/types";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { WordOptions } from "../parts/WordOptions";
import { useTask } from "../parts/useTask";
import { Problem } from "../api/client";
import { usePlaces } from "./usePlaces";
import { incident_kinds, openIncident } from "./work";

export interface Spot {
  lat: number;
  lon: number;
}

const origins = ["sight", "call", "radio", "citizen", "partner"] as const;

// An incident by hand. Its place is found by name or by a click on the map (`spot`).
export function NewIncidentForm({ spot, onOpened, onCancel }: { spot: Spot | null; onOpened: (incident: Incident) => void; onCancel: () => void }) {
  const { t, word } = useWords();
  const { busy, problem, run } = useTask();
  const [kind, setKind] = useState<string>("assistance");
  const [origin, setOrigin] = useState<string>("sight");
  const [urgency, setUrgency] = useState<1 | 2 | 3>(2);
  const [words, setWords] = useState("");
  const [place, setPlace] = useState("");
  const [chosen, setChosen] = useState<Place | null>(null);
  const found = usePlaces(chosen?.name === place ? "" : place);
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    first.current?.focus();
  }, []);
  useEffect(() => {
    if (spot) setChosen(null);
  }, [spot]);
  const at = chosen ?? spot;

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      if (!at) throw new Problem(0, "screen.place_needed", "");
      onOpened(await openIncident({ kind, origin, urgency, words, place: place || t("screen.place_on_map"), lat: at.lat, lon: at.lon }));
    });
  }

  return (
    <form className="new-incident stack" onSubmit={submit} aria-labelledby="new-incident-title">
      <h2 id="new-incident-title">{t("screen.new_incident")}</h2>
      <div className="row">
        <label className="half">
          {t("screen.kind")}
          <select ref={first} value={kind} onChange={(event) => setKind(event.target.value)}>
            <WordOptions group="kind" values={incident_kinds} />
          </select>
        </label>
        <label className="half">
          {t("screen.origin")}
          <select value={origin} onChange={(event) => setOrigin(event.target.value)}>
            <WordOptions group="origin" values={origins} />
          </select>
        </label>
      </div>
      <fieldset>
        <legend>{t("screen.urgency")}</legend>
        {([1, 2, 3] as const).map((value) => (
          <label key={value} className="inline">
            <input type="radio" name="urgency" checked={urgency === value} onChange={() => setUrgency(value)} />
            {word("urgency", String(value))}
          </label>
        ))}
      </fieldset>
      <label>
        {t("screen.place")}
        <input value={place} onChange={(event) => setPlace(event.target.value)} placeholder={t("screen.place_hint")} autoComplete="off" />
      </label>
      {found.length > 0 && (
        <ul className="places" aria-label={t("screen.places_found")}>
          {found.map((candidate) => (
            <li key={`${candidate.name}:${candidate.lat}:${candidate.lon}`}>
              <button
                type="button"
                onClick={() => {
                  setChosen(candidate);
                  setPlace(candidate.name);
                }}
              >
                {candidate.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="small soft number" role="status">
        {at ? `${at.lat.toFixed(5)}, ${at.lon.toFixed(5)}` : t("screen.place_needed")}
      </p>
      <label>
        {t("screen.words")}
        <textarea rows={2} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
      </label>
      <div className="row">
        <button type="submit" className="main" disabled={busy}>
          {t("screen.open_incident")}
        </button>
        <button type="button" className="quiet" onClick={onCancel}>
          {t("screen.cancel")} <kbd>Esc</kbd>
        </button>
      </div>
      <ProblemLine problem={problem} />
    </form>
  );
}
