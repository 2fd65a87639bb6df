import type { Incident } from "../api/types";
import { post } from "../api/client";
import { useCityStore } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";

// What this kind of incident asks for, in order; ticked with time and name.
export function IncidentChecklist({ incident }: { incident: Incident }) {
  const { t, language } = useWords();
  const { city } = useSession();
  const may = useMay();
  const store = useCityStore();
  const { busy, problem, run } = useTask();
  const list = incident.checklist;
  if (!list || list.steps.length + list.earlier.length === 0) return null;
  const tick = (step: string, done: boolean) =>
    void run(async () => store.learn("incident", await post<Incident>(`/incidents/${encodeURIComponent(incident.id)}/ticks`, { step, done })));
  const doneBy = (ticked: { at: string; by_name: string }) => t("checklist.done_by", { time: clockTime(ticked.at, city.zone, language, false), name: ticked.by_name });
  return (
    <fieldset className="checklist">
      <legend>{t("checklist.title", { version: list.version })}</legend>
      <ol>
        {list.steps.map((step) => (
          <li key={step.id}>
            <label>
              <input type="checkbox" checked={!!step.ticked} disabled={busy || !may("incident.work")} onChange={() => step.id && tick(step.id, !step.ticked)} />
              {step.text} {step.ticked && <span className="small soft number">{doneBy(step.ticked)}</span>}
            </label>
          </li>
        ))}
      </ol>
      {list.earlier.length > 0 && (
        <details className="small soft">
          <summary>{t("checklist.earlier")}</summary>
          <ul>
            {list.earlier.map((step) => (
              <li key={step.id}>
                {step.text} {step.ticked && doneBy(step.ticked)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <ProblemLine problem={problem} />
    </fieldset>
  );
}
