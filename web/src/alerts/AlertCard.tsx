import { useEffect, useRef } from "react";
import type { Alert } from "../api/types";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { clockTime, dayAndTime, duration } from "../i18n/time";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { useMay, useSession } from "../signin/session";
import { AlertClip } from "./AlertClip";
import { choices, isJudged, type Judgement } from "./judging";
import type { Judging } from "./useJudging";

export function AlertCard({ alert, judging }: { alert: Alert; judging: Judging }) {
  const { t } = useWords();
  const may = useMay();
  const { act, begin, choice, task } = judging;
  return (
    <div className="alert-card stack">
      {may("view.clip") && !isJudged(alert) && <AlertClip alert={alert} />}
      {may("alert.judge") && !isJudged(alert) && !choice && (
        <div className="row actions">
          <button type="button" className="main" disabled={task.busy} onClick={() => begin("confirm")}>
            {t("screen.confirm")} <kbd>C</kbd>
          </button>
          <button type="button" disabled={task.busy} onClick={() => begin("dismiss")}>
            {t("screen.dismiss")} <kbd>D</kbd>
          </button>
          <button type="button" disabled={task.busy || alert.state === "escalated"} onClick={() => act("escalate")}>
            {t("screen.escalate")} <kbd>E</kbd>
          </button>
          {alert.state === "taken" && (
            <button type="button" className="quiet" disabled={task.busy} onClick={() => act("release")}>
              {t("screen.release")}
            </button>
          )}
        </div>
      )}
      {choice && <Choice choice={choice} judging={judging} />}
      {isJudged(alert) && may("alert.judge") && <Undo alert={alert} onUndo={() => act("undo")} busy={task.busy} />}
      <ProblemLine problem={task.problem} />
      <AlertFacts alert={alert} />
    </div>
  );
}

// The list that the digits answer, brought into view as soon as it opens.
function Choice({ choice, judging }: { choice: Judgement; judging: Judging }) {
  const { t, word } = useWords();
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" }); // newer browsers return a promise: never an effect's own value
  }, [choice]);
  return (
    <fieldset ref={box}>
      <legend>{t(choice === "confirm" ? "screen.confirm_how" : "screen.dismiss_why")}</legend>
      <ol className="choices">
        {choices(choice).map((name, index) => (
          <li key={name}>
            <button type="button" disabled={judging.task.busy} onClick={() => judging.choose(index)}>
              <kbd>{index + 1}</kbd> {word(choice === "confirm" ? "how" : "dismiss", name)}
            </button>
          </li>
        ))}
      </ol>
      <button type="button" className="quiet" onClick={judging.cancel}>
        {t("screen.cancel")} <kbd>Esc</kbd>
      </button>
    </fieldset>
  );
}

function AlertFacts({ alert }: { alert: Alert }) {
  const { t, language, word } = useWords();
  const { city } = useSession();
  const now = useNow();
  const percent = (share: number) => share.toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });
  return (
    <dl className="facts">
      <dt>{t("screen.where")}</dt>
      <dd>
        {t("screen.camera_n", { number: alert.camera_number ?? alert.camera })} · {alert.camera_name}{alert.zone && ` · ${t("screen.zone_n", { zone: alert.zone })}`}
      </dd>
      <dt>{t("screen.since")}</dt>
      <dd className="number">
        {clockTime(alert.occurred_from, city.zone, language)} · {t("screen.ago", { age: duration(now - Date.parse(alert.occurred_from), language) })}
      </dd>
      <dt>{t("screen.rule")}</dt>
      <dd>
        {alert.rule.name} {alert.rule.version} · {alert.detector.model} {alert.detector.version}
      </dd>
      <dt>{t("screen.confidence")}</dt>
      <dd className="number">{t("screen.confidence_of", { value: percent(alert.confidence), threshold: percent(alert.threshold) })}</dd>
      <dt>{t("screen.calibrated")}</dt>
      <dd>{alert.calibrated ? dayAndTime(alert.calibrated, city.zone, language) : t("screen.not_calibrated")}</dd>
      <dt>{t("screen.error_rate")}</dt>
      <dd>{alert.error_rate === null || alert.error_rate === undefined ? t("screen.not_measured") : percent(alert.error_rate)}</dd>
      <dt>{t("screen.state")}</dt>
      <dd className="row">
        {word("alert_state", alert.state)}
        {alert.taken_by_name && ` · ${t("screen.taken_by", { name: alert.taken_by_name })}`}
        {alert.verdict && ` · ${verdictText(alert, word)}`}
        {alert.exercise && <ExerciseMark />}
        {alert.simulated && <span className="soft">{t("screen.simulated")}</span>}
      </dd>
    </dl>
  );
}

function verdictText(alert: Alert, word: (group: string, value: string) => string): string {
  return alert.verdict ? word(alert.state === "confirmed" ? "how" : "dismiss", alert.verdict.reason) : "";
}

function Undo({ alert, onUndo, busy }: { alert: Alert; onUndo: () => void; busy: boolean }) {
  const { t } = useWords();
  const left = (alert.undo_until ? Date.parse(alert.undo_until) : 0) - useNow(250);
  if (left <= 0) return null;
  return (
    <button type="button" disabled={busy} onClick={onUndo}>
      {t("screen.undo", { seconds: Math.ceil(left / 1_000) })} <kbd>Z</kbd>
    </button>
  );
}
