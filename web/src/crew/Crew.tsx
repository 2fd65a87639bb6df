import { useEffect } from "react";
import { UpdatesSocket } from "../api/updates";
import type { CrewView } from "../api/types";
import { LanguageSwitch, useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import { step, unit_steps, type UnitStep } from "../incidents/work";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { useSession, useSessionState } from "../signin/session";
import { Position } from "./Position";
import "../style/crew.css";

const again_ms = 5_000;

// A crew's own page, for a phone held in one hand: what to do, four buttons, where we are.
export default function Crew() {
  const { t, word, language } = useWords();
  const session = useSession();
  const { signOut } = useSessionState();
  const { answer, problem, again } = useAsked<CrewView>("/crew", again_ms);
  const task = useTask();
  useEffect(() => {
    const socket = new UpdatesSocket({ onFresh: again, onUpdate: (update) => update.type === "fact" && again(), onConnection: () => undefined });
    socket.start();
    return () => socket.stop();
  }, [again]);

  const assignment = answer?.assignment ?? null;
  const incident = answer?.incident ?? null;
  const press = (state: UnitStep) =>
    assignment &&
    void task.run(async () => {
      await step(assignment.id, state);
      again();
    });

  return (
    <main className="crew">
      <header className="row spread">
        <strong>{answer?.unit.name ?? session.account.name}</strong>
        {session.exercise && <ExerciseMark />}
        <LanguageSwitch />
        <button type="button" className="quiet" onClick={() => void signOut()}>
          {t("screen.sign_out")}
        </button>
      </header>
      <ProblemLine problem={task.problem ?? problem} />
      <section className="order" aria-live="polite" data-state={assignment?.state ?? "none"}>
        {assignment && incident ? (
          <>
            <h1>
              {word("kind", incident.kind)} <span className="soft number">{t("screen.no", { n: incident.number })}</span>
            </h1>
            <p className="where">{incident.place}</p>
            <p>{word("urgency", String(incident.urgency))}</p>
            {incident.words && <p className="words">{incident.words}</p>}
            <p className="soft">
              {word("unit_state", assignment.state)}
              {assignment.told_at && ` · ${t("screen.told_at", { time: clockTime(assignment.told_at, session.city.zone, language, false) })}`}
            </p>
          </>
        ) : (
          answer && (
            <>
              <h1>{t("screen.no_assignment")}</h1>
              <p className="soft">{word("unit_state", answer.unit.state)}</p>
            </>
          )
        )}
      </section>
      <Position unit={answer?.unit ?? null} />
      <div className="steps">
        {unit_steps.map((state) => (
          <button
            type="button"
            key={state}
            data-step={state}
            className={assignment && nextOf(assignment.state) === state ? "main" : undefined}
            aria-pressed={assignment?.state === state}
            disabled={!assignment || task.busy || unit_steps.indexOf(state) <= unit_steps.indexOf(assignment.state as UnitStep)}
            onClick={() => press(state)}
          >
            {t(`screen.crew_${state}`)}
          </button>
        ))}
      </div>
    </main>
  );
}

function nextOf(state: string): UnitStep | undefined {
  return unit_steps[unit_steps.indexOf(state as UnitStep) + 1];
}
