import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { Problem } from "../api/client";
import type { Camera, Id, Place } from "../api/types";
import { useSnapshot } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import type { Spot } from "../incidents/NewIncidentForm";
import { usePlaces } from "../incidents/usePlaces";
import { outcomes } from "../incidents/work";
import { strokeOf } from "../keys/keymap";
import { ProblemLine } from "../parts/ProblemLine";
import { WordOptions } from "../parts/WordOptions";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { NearbyChoice, type Join } from "./NearbyChoice";
import { PersonHint } from "./PersonHint";
import { kindOfDigit, kinds, confirmByCall, digitOfKind, keepCallback, protect, writeEntry } from "./work";
import type { Entry, NewEntry } from "./types";
import "../style/daybook.css";

const origins = ["sight", "call", "radio", "alert", "citizen", "partner", "panel"] as const;
const most_characters = 500;
const clip_ms = 60_000;

// What the card knows before a key is pressed.
export interface CardStart {
  way: "entry" | "call";
  at: number; // ms since 1970: of the picture looked at, or now
  camera?: Camera;
  corrects?: Entry;
}

interface Props {
  start: CardStart;
  spot: Spot | null; // the last click on the map
  onSaved: (entry: Entry) => void;
  onCancel: () => void;
}

// One card for what is seen and for what a caller says: a digit for the kind, words, Enter.
export function EntryCard({ start, spot, onSaved, onCancel }: Props) {
  const { t, word, language } = useWords();
  const { city } = useSession();
  const { city: known } = useSnapshot();
  const may = useMay();
  const { busy, problem, run } = useTask();
  const { camera, corrects } = start;
  const is_call = start.way === "call";
  const title = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  const place_field = useRef<HTMLInputElement>(null);
  const words_field = useRef<HTMLTextAreaElement>(null);
  const saved = useRef<Entry | null>(null); // written, while the number could not be noted

  const [kind, setKind] = useState(corrects?.kind ?? "other");
  const [words, setWords] = useState(corrects?.words ?? "");
  const [origin, setOrigin] = useState<string>(corrects?.origin ?? (is_call ? "call" : camera ? "sight" : "radio"));
  const [urgency, setUrgency] = useState<1 | 2 | 3>(corrects?.urgency ?? (is_call ? 2 : 3));
  const [place, setPlace] = useState(corrects?.place ?? camera?.name ?? "");
  const [chosen, setChosen] = useState<Place | null>(null);
  const [units, setUnits] = useState<Id[]>(corrects?.units ?? []);
  const [outcome, setOutcome] = useState("");
  const [clip, setClip] = useState(false);
  const [number, setNumber] = useState("");
  const [join, setJoin] = useState<Join | null>(null);
  const found = usePlaces(chosen?.name === place || camera?.name === place ? "" : place);
  useEffect(() => group.current?.querySelector<HTMLInputElement>("input:checked")?.focus(), []);
  useEffect(() => {
    if (spot) setChosen(null);
  }, [spot]);

  const given = corrects?.lat !== undefined && corrects.lon !== undefined ? { lat: corrects.lat, lon: corrects.lon } : null;
  const at = chosen ?? spot ?? (camera ? { lat: camera.lat, lon: camera.lon } : given);

  const save = (opens_incident: boolean) =>
    run(async () => {
      if (opens_incident && !at) throw new Problem(0, "screen.place_needed", "");
      saved.current ??= await write(opens_incident);
      if (number.trim()) await keepCallback(saved.current.id, number.trim()).catch(() => { throw new Problem(0, "daybook.callback_lost", ""); });
      onSaved(saved.current);
    });

  async function write(opens_incident: boolean): Promise<Entry> {
    const entry: NewEntry = { origin, kind, urgency, words, place: place || (at ? t("screen.place_on_map") : ""), units, occurred_at: new Date(start.at).toISOString() };
    if (camera) entry.cameras = [camera.id];
    if (corrects) Object.assign(entry, { corrects: corrects.id, cameras: corrects.cameras, occurred_at: corrects.occurred_at, incident: corrects.incident });
    if (at) Object.assign(entry, at);
    if (outcome) entry.outcome = outcome;
    if (clip && camera) entry.clip = await protect(camera.id, start.at - clip_ms, start.at, word("kind", kind));
    if (opens_incident) entry.opens_incident = true;
    else if (join?.alert) entry.incident = (await confirmByCall(join.alert)).incident ?? undefined;
    else if (join?.incident) entry.incident = join.incident;
    return writeEntry(entry);
  }

  // The list goes away with the choice: the keyboard must not be lost with it.
  function choose(candidate: Place) {
    setChosen(candidate);
    setPlace(candidate.name);
    place_field.current?.focus();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void save(false);
  }

  // Digits belong to the kinds while no text field has the focus; Enter in the words saves, Shift+Enter begins a new line.
  function onKey(event: KeyboardEvent) {
    const in_words = event.target === words_field.current;
    const own_enter = event.target instanceof HTMLButtonElement || (in_words && event.shiftKey);
    if (event.key === "Enter" && (event.ctrlKey || !own_enter)) {
      event.preventDefault();
      void save(event.ctrlKey && may("incident.work") && !corrects && !join);
      return;
    }
    const in_text = in_words || (event.target instanceof HTMLInputElement && !["radio", "checkbox"].includes(event.target.type)) || event.target instanceof HTMLSelectElement;
    const stroke = strokeOf({ ...pick(event), inTextField: in_text });
    const named = stroke?.kind === "digit" ? kindOfDigit(stroke.digit) : undefined;
    if (!named) return;
    event.preventDefault();
    setKind(named);
    words_field.current?.focus();
  }

  return (
    <form className="entry-card stack" aria-labelledby={title} onSubmit={submit} onKeyDown={onKey} data-card={start.way}>
      <h2 id={title}>{corrects ? t("daybook.correcting", { number: corrects.number }) : t(is_call ? "daybook.new_call" : "daybook.new_entry")}</h2>
      <p className="small soft number">
        {t("daybook.at")} {clockTime(corrects?.occurred_at ?? start.at, city.zone, language)}
        {camera && ` · ${t("screen.camera_n", { number: camera.number })}`}
      </p>
      <fieldset ref={group} className="kinds">
        <legend>
          {t("screen.kind")} <span className="soft small">{t("daybook.kind_hint")}</span>
        </legend>
        {kinds.map((name, index) => (
          <label key={name}>
            <input type="radio" name={`kind-${title}`} checked={kind === name} onChange={() => setKind(name)} />
            <kbd>{digitOfKind(index)}</kbd> {word("kind", name)}
          </label>
        ))}
      </fieldset>
      <label>
        {t(is_call ? "daybook.caller_words" : "daybook.words")}
        <textarea ref={words_field} name="words" rows={3} maxLength={most_characters} value={words} onChange={(event) => setWords(event.target.value)} />
      </label>
      {words.length > most_characters - 100 && <p className="small soft number">{t("daybook.characters_left", { n: most_characters - words.length })}</p>}
      <PersonHint words={words} />
      <label>
        {t("screen.place")}
        <input ref={place_field} name="place" value={place} onChange={(event) => setPlace(event.target.value)} placeholder={t("screen.place_hint")} autoComplete="off" maxLength={100} />
      </label>
      {found.length > 0 && (
        <ul className="places" aria-label={t("screen.places_found")}>
          {found.map((candidate) => (
            <li key={`${candidate.name}:${candidate.lat}:${candidate.lon}`}>
              <button type="button" onClick={() => choose(candidate)}>
                {candidate.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {at && <p className="small soft number">{`${at.lat.toFixed(5)}, ${at.lon.toFixed(5)}`}</p>}
      {is_call && (
        <>
          <label>
            {t("daybook.callback")} <span className="soft small">{t("daybook.callback_hint")}</span>
            <input name="callback" inputMode="tel" autoComplete="off" maxLength={24} value={number} onChange={(event) => setNumber(event.target.value)} />
          </label>
          {at && may("incident.read") && <NearbyChoice lat={at.lat} lon={at.lon} join={join} onJoin={setJoin} />}
        </>
      )}
      <div className="row">
        <label className="half">
          {t("screen.urgency")}
          <select value={urgency} onChange={(event) => setUrgency(Number(event.target.value) as 1 | 2 | 3)}>
            <WordOptions group="urgency" values={[1, 2, 3]} />
          </select>
        </label>
        <label className="half">
          {t("screen.origin")}
          <select value={origin} onChange={(event) => setOrigin(event.target.value)}>
            <WordOptions group="origin" values={origins} />
          </select>
        </label>
      </div>
      <div className="row">
        <label className="half">
          {t("screen.outcome")}
          <select value={outcome} onChange={(event) => setOutcome(event.target.value)}>
            <option value="">{t("daybook.outcome_none")}</option>
            <WordOptions group="outcome" values={outcomes} />
          </select>
        </label>
        {known.units.size > 0 && (
          <fieldset className="half">
            <legend>{t("daybook.units")}</legend>
            {[...known.units.values()].map((unit) => (
              <label key={unit.id} className="inline">
                <input type="checkbox" checked={units.includes(unit.id)} onChange={() => setUnits(units.includes(unit.id) ? units.filter((id) => id !== unit.id) : [...units, unit.id])} />
                {unit.name}
              </label>
            ))}
          </fieldset>
        )}
      </div>
      {camera && !corrects && may("protect.write") && (
        <label className="inline">
          <input type="checkbox" checked={clip} onChange={() => setClip(!clip)} />
          {t("daybook.clip")}
        </label>
      )}
      <ProblemLine problem={problem} />
      <div className="row">
        <button type="submit" className="main" disabled={busy}>
          {t("daybook.save")} <kbd>{t("screen.enter_key")}</kbd>
        </button>
        {may("incident.work") && !corrects && !join && (
          <button type="button" disabled={busy} onClick={() => void save(true)}>
            {t("daybook.save_open")} <kbd>Ctrl+{t("screen.enter_key")}</kbd>
          </button>
        )}
        <button type="button" className="quiet" onClick={onCancel}>
          {t("screen.cancel")} <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

function pick({ key, code, ctrlKey, altKey, metaKey, repeat }: KeyboardEvent) {
  return { key, code, ctrlKey, altKey, metaKey, repeat };
}
