import { useState } from "react";
import type { Alert, Id } from "../api/types";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { clockTime, duration } from "../i18n/time";
import { Shape } from "../parts/Shape";
import { useMay, useSession } from "../signin/session";
import { calls } from "../sound/calls";
import { AlertCard } from "./AlertCard";
import { groupedByPlace, type Group } from "./grouping";
import { shapeOf } from "./judging";
import type { Judging } from "./useJudging";

export function AlertColumn({ waiting, judging, quietSince, analysisOff }: { waiting: Alert[]; judging: Judging; quietSince: number; analysisOff: string | null }) {
  const { t, code, language } = useWords();
  const { city } = useSession();
  const may = useMay();
  const groups = groupedByPlace(waiting, useNow(5_000));
  return (
    <section className="alerts" aria-labelledby="alerts-title" tabIndex={0}>
      <h2 id="alerts-title">{t("screen.alerts", { n: waiting.length })}</h2>
      {analysisOff && (
        <p className="mark technical">
          <Shape name="technical" /> {t("screen.analysis_off", { reason: code(analysisOff) })} {t("screen.rest_works")}
        </p>
      )}
      <p className="hidden" role="status">
        {t("screen.alerts", { n: waiting.length })}
      </p>
      {groups && <p className="mark small flood">{t("screen.flood", { n: waiting.length })}</p>}
      {!may("alert.read") ? (
        <p className="soft">{t("screen.not_for_you")}</p>
      ) : waiting.length === 0 ? (
        <p className="soft">{t("screen.no_alert_since", { time: clockTime(quietSince, city.zone, language) })}</p>
      ) : (
        <ul className="alert-list">
          {groups
            ? groups.map((group) => <AlertGroup key={group.place} group={group} judging={judging} />)
            : waiting.map((alert) => <AlertRow key={alert.id} alert={alert} judging={judging} />)}
        </ul>
      )}
    </section>
  );
}

// One line for a place; below it the card that is open, or all of them when asked for.
function AlertGroup({ group, judging }: { group: Group; judging: Judging }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { alerts, name } = group;
  const shown: (id: Id) => boolean = (id) => open || alerts.length === 1 || judging.alert?.id === id;
  return (
    <>
      {alerts.length > 1 && (
        <li className="alert group" data-group={group.place} data-count={alerts.length}>
          <button type="button" className="alert-head" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Shape name={alerts.some((alert) => shapeOf(alert) === "life") ? "life" : "verify"} />
            <strong className="grow">{t("screen.group_of", { place: name, n: alerts.length })}</strong>
          </button>
        </li>
      )}
      {alerts.filter(({ id }) => shown(id)).map((alert) => <AlertRow key={alert.id} alert={alert} judging={judging} />)}
    </>
  );
}

function AlertRow({ alert, judging }: { alert: Alert; judging: Judging }) {
  const { t, language, word } = useWords();
  const { account } = useSession();
  const may = useMay();
  const now = useNow();
  const open = judging.alert?.id === alert.id;
  const age = (since: string) => duration(now - Date.parse(since), language);
  const state = () => {
    if (alert.state === "taken" && alert.taken_at) return t("screen.taken_since", { name: alert.taken_by_name ?? "", age: age(alert.taken_at) });
    if (alert.state === "raised" && alert.untaken_since) return t("screen.waits_since", { age: age(alert.untaken_since) });
    return word("alert_state", alert.state);
  };
  return (
    <li className={open ? "alert open" : "alert"} data-alert={alert.id} data-state={alert.state} data-step={alert.call?.step}>
      <button type="button" className="alert-head" aria-expanded={open} onClick={() => judging.select(alert.id)}>
        <Shape name={shapeOf(alert)} />
        <span className="grow">
          <strong>{word("kind", alert.kind)}</strong> <span className="soft number">{t("screen.no", { n: alert.number })}</span>
          <br />
          <span className="small state">
            {state()} · {alert.camera_name}
          </span>
        </span>
        <span className="number small">
          {t("screen.ago", { age: age(alert.occurred_from) })}
          {calls(alert, account.id, may("officer.read")) && (
            <>
              <br />
              <strong className="calling">{t("screen.calls_you")}</strong>
            </>
          )}
        </span>
      </button>
      {open && <AlertCard alert={alert} judging={judging} />}
    </li>
  );
}
