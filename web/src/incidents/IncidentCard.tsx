import { useState } from "react";
import { IncidentChecklist } from "../checklists/IncidentChecklist";
import { useCityStore } from "../city/CityProvider";
import { Partners } from "../daybook/Partners";
import { paper } from "../daybook/work";
import type { Assignment, Incident, TimeName, Unit } from "../api/types";
import { isOver } from "../city/state";
import { useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { useMay, useSession } from "../signin/session";
import { AdviceList } from "./AdviceList";
import type { Incidents } from "./useIncidents";
import { nextSteps, outcomes } from "./work";

export function IncidentCard({ incident, control, units }: { incident: Incident; control: Incidents; units: ReadonlyMap<string, Unit> }) {
  const { t, word, language } = useWords();
  const may = useMay();
  const store = useCityStore();
  return (
    <div className="incident-card stack">
      <p>
        {word("urgency", String(incident.urgency))} · {word("origin", incident.origin)} {incident.exercise && <ExerciseMark />}{" "}
        {incident.simulated && <span className="soft">{t("screen.simulated")}</span>}
      </p>
      {incident.words && <p className="words">{incident.words}</p>}
      {incident.assignments.map((assignment) => (
        <AssignmentLine key={assignment.id} assignment={assignment} unit={units.get(assignment.unit)} control={control} />
      ))}
      {may("unit.assign") && <AdviceList control={control} />}
      <Partners subject={incident.id} told={incident.partners ?? []} mayTell={may("incident.work")} onTold={(changed) => store.learn("incident", changed as Incident)} />
      <IncidentChecklist incident={incident} />
      <IncidentTimes incident={incident} />
      <p className="row small">
        {!!incident.entries?.length && <span>{t("daybook.of_incident", { list: incident.entries.map((entry) => entry.number).join(", ") })}</span>}
        <a className="button" href={paper(`incidents/${encodeURIComponent(incident.id)}`, language)} target="_blank" rel="noreferrer">
          {t("daybook.print")}
        </a>
      </p>
      <ProblemLine problem={control.task.problem} />
      {may("incident.work") && <CloseForm control={control} />}
    </div>
  );
}

const time_names: TimeName[] = ["fact", "seen", "told", "acknowledged", "on_scene"];

function IncidentTimes({ incident }: { incident: Incident }) {
  const { t, language, word } = useWords();
  const { city } = useSession();
  if (!incident.times) return null;
  const times = incident.times;
  return (
    <ol className="times small">
      {time_names.map((name) => {
        const time = times[name];
        return (
          <li key={name}>
            <span className="soft">{t(`screen.time_${name}`)}</span>
            <br />
            <span className="number">{time ? clockTime(time.at, city.zone, language) : "—"}</span>
            {time && <span className="hidden"> ({word("fact_source", time.source)})</span>}
          </li>
        );
      })}
    </ol>
  );
}

function AssignmentLine({ assignment, unit, control }: { assignment: Assignment; unit: Unit | undefined; control: Incidents }) {
  const { t, word } = useWords();
  const may = useMay();
  const steps = isOver(assignment) ? [] : nextSteps(assignment.state);
  return (
    <div className="assignment" data-assignment={assignment.id} data-state={assignment.state}>
      <span>
        <strong>{assignment.unit_name}</strong> · {word("unit_state", assignment.state)}
        {unit?.radio_only && <span className="soft"> · {t("screen.radio_only")}</span>}
        {unit?.simulated && <span className="soft"> · {t("screen.simulated")}</span>}
      </span>
      {may("unit.assign") && steps.length > 0 && (
        <span className="row" role="group" aria-label={t("screen.type_status", { unit: assignment.unit_name })}>
          {steps.map((state) => (
            <button type="button" key={state} className="small" disabled={control.task.busy} onClick={() => control.step(assignment.id, state)}>
              {word("unit_state", state)}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}

function CloseForm({ control }: { control: Incidents }) {
  const { t, word } = useWords();
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>("settled");
  const [words, setWords] = useState("");
  return (
    <form
      className="row"
      aria-label={t("screen.close_incident")}
      onSubmit={(event) => {
        event.preventDefault();
        control.close(outcome, words);
      }}
    >
      <select aria-label={t("screen.outcome")} value={outcome} onChange={(event) => setOutcome(event.target.value as typeof outcome)} className="half">
        {outcomes.map((name) => (
          <option key={name} value={name}>
            {word("outcome", name)}
          </option>
        ))}
      </select>
      <input aria-label={t("screen.words")} placeholder={t("screen.words")} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} className="half" />
      <button type="submit" disabled={control.task.busy}>
        {t("screen.close_incident")}
      </button>
    </form>
  );
}
