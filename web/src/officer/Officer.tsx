import type { OfficerView } from "../api/types";
import { ChecklistEditor } from "../checklists/ChecklistEditor";
import { Instructions } from "../handover/Instructions";
import { useSnapshot } from "../city/CityProvider";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { clockTime, dayAndTime, duration } from "../i18n/time";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { Shape } from "../parts/Shape";
import { useAsked } from "../parts/useAsked";
import { useMay, useSession } from "../signin/session";
import { PassedAlerts } from "./PassedAlerts";
import { TimesTable } from "./TimesTable";
import "../style/sheets.css";

const again_ms = 5_000;

export default function Officer() {
  const { t } = useWords();
  const may = useMay();
  const { answer, problem } = useAsked<OfficerView>("/officer", again_ms);
  return (
    <main className="sheets">
      <ProblemLine problem={problem} />
      <PassedAlerts />
      {!answer ? (
        !problem && <p className="soft">{t("screen.wait")}</p>
      ) : (
        <>
          <ShiftFigures view={answer} />
          <OpenIncidents view={answer} />
          <Crews view={answer} />
          <CamerasDown view={answer} />
          <BasesEnding view={answer} />
          {may("desk.configure") && <Instructions />}
          {may("desk.configure") && <ChecklistEditor />}
          <TimesTable times={answer.times} />
        </>
      )}
    </main>
  );
}

function ShiftFigures({ view }: { view: OfficerView }) {
  const { t, language } = useWords();
  const { exercise, city } = useSession();
  const { shift } = view;
  return (
    <section aria-labelledby="shift-title" className="sheet wide">
      <h2 id="shift-title" className="row">
        {t("screen.shift_since", { time: clockTime(shift.since, city.zone, language, false) })} {exercise && <ExerciseMark />}
      </h2>
      <dl className="figures number">
        {(["alerts", "confirmed", "dismissed", "not_seen", "incidents"] as const).map((name) => (
          <div key={name}>
            <dt>{t(`screen.shift_${name}`)}</dt>
            <dd>{shift[name]}</dd>
          </div>
        ))}
        <div>
          <dt>{t("screen.simulated_facts")}</dt>
          <dd>{view.simulated_share.toLocaleString(language, { style: "percent", maximumFractionDigits: 0 })}</dd>
        </div>
      </dl>
    </section>
  );
}

function OpenIncidents({ view }: { view: OfficerView }) {
  const { t, word, language } = useWords();
  const now = useNow();
  return (
    <section aria-labelledby="open-title" className="sheet">
      <h2 id="open-title">{t("screen.incidents", { n: view.open_incidents.length })}</h2>
      {view.open_incidents.length === 0 && <p className="soft">{t("screen.no_incident")}</p>}
      <ul>
        {view.open_incidents.map((incident) => (
          <li key={incident.id} className="item">
            <Shape name={incident.urgency === 1 ? "life" : "incident"} /> <strong>{word("kind", incident.kind)}</strong> {t("screen.no", { n: incident.number })} · {incident.place} ·{" "}
            {word("urgency", String(incident.urgency))} · {t("screen.ago", { age: duration(now - Date.parse(incident.opened_at), language) })}
            <span className="soft"> · {incident.assignments.map((assignment) => `${assignment.unit_name} (${word("unit_state", assignment.state)})`).join(", ") || t("screen.nobody_sent")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Crews({ view }: { view: OfficerView }) {
  const { t, word } = useWords();
  return (
    <section aria-labelledby="crews-title" className="sheet">
      <h2 id="crews-title">{t("screen.crews", { n: view.units.length })}</h2>
      {view.units.length === 0 && <p className="soft">{t("screen.no_unit")}</p>}
      <ul>
        {view.units.map((unit) => (
          <li key={unit.id} className="item">
            <strong>{unit.name}</strong> · {word("unit_kind", unit.kind)} · {word("unit_state", unit.state)}
            {unit.radio_only && ` · ${t("screen.radio_only")}`}
            {unit.simulated && <span className="soft"> · {t("screen.simulated")}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function CamerasDown({ view }: { view: OfficerView }) {
  const { t, code, language } = useWords();
  const { city } = useSnapshot();
  const session = useSession();
  return (
    <section aria-labelledby="down-title" className="sheet">
      <h2 id="down-title">{t("screen.cameras_down", { n: view.cameras_down.length })}</h2>
      {view.cameras_down.length === 0 && <p className="soft">{t("screen.all_cameras_live")}</p>}
      <ul>
        {view.cameras_down.map((down) => {
          const camera = city.cameras.get(down.camera);
          return (
            <li key={down.camera} className="item">
              <Shape name="technical" /> {camera ? `${camera.number} ${camera.name}` : down.camera} · {code(down.reason || "camera.lost")}
              {down.since && ` · ${t("screen.since_time", { time: dayAndTime(down.since, session.city.zone, language) })}`}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function BasesEnding({ view }: { view: OfficerView }) {
  const { t, language } = useWords();
  const { city } = useSession();
  return (
    <section aria-labelledby="ending-title" className="sheet">
      <h2 id="ending-title">{t("screen.bases_ending")}</h2>
      {view.bases_ending.length === 0 && <p className="soft">{t("screen.no_base_ending")}</p>}
      <ul>
        {view.bases_ending.map((basis) => (
          <li key={basis.id} className="item">
            {basis.title} · {t("screen.until", { time: dayAndTime(basis.valid_to, city.zone, language) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
