import type { Id, Incident, Unit } from "../api/types";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { duration } from "../i18n/time";
import { Shape } from "../parts/Shape";
import { useMay } from "../signin/session";
import { IncidentCard } from "./IncidentCard";
import { NewIncidentForm, type Spot } from "./NewIncidentForm";
import type { Incidents } from "./useIncidents";

interface Props {
  open: Incident[];
  units: ReadonlyMap<Id, Unit>;
  control: Incidents;
  writing: boolean; // the form of a new one is open
  spot: Spot | null;
  onWrite: (writing: boolean) => void;
  onOpened: (incident: Incident) => void;
}

export function IncidentPanel({ open, units, control, writing, spot, onWrite, onOpened }: Props) {
  const { t, word, language } = useWords();
  const may = useMay();
  const now = useNow();
  return (
    <section className="incidents" aria-labelledby="incidents-title">
      <div className="row spread">
        <h2 id="incidents-title">{t("screen.incidents", { n: open.length })}</h2>
        {may("incident.work") && (
          <button type="button" aria-expanded={writing} onClick={() => onWrite(!writing)}>
            {t("screen.new_incident")} <kbd>I</kbd>
          </button>
        )}
      </div>
      {writing && <NewIncidentForm spot={spot} onOpened={onOpened} onCancel={() => onWrite(false)} />}
      {!may("incident.read") && <p className="soft">{t("screen.not_for_you")}</p>}
      {may("incident.read") && open.length === 0 && <p className="soft">{t("screen.no_incident")}</p>}
      <ul className="incident-list">
        {open.map((incident) => {
          const shown = control.incident?.id === incident.id;
          return (
            <li key={incident.id} className={shown ? "incident open" : "incident"} data-incident={incident.id}>
              <button type="button" className="incident-head" aria-expanded={shown} onClick={() => control.select(shown ? null : incident.id)}>
                <Shape name={incident.urgency === 1 ? "life" : "incident"} />
                <span className="grow">
                  <strong>{word("kind", incident.kind)}</strong> <span className="soft number">{t("screen.no", { n: incident.number })}</span>
                  <br />
                  <span className="small">{incident.place}</span>
                </span>
                <span className="small number">{t("screen.ago", { age: duration(now - Date.parse(incident.opened_at), language) })}</span>
              </button>
              {shown && <IncidentCard incident={incident} control={control} units={units} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
