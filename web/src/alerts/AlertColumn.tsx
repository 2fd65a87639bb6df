import type { Alert } from "../api/types";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { clockTime, duration } from "../i18n/time";
import { Shape } from "../parts/Shape";
import { useMay, useSession } from "../signin/session";
import { AlertCard } from "./AlertCard";
import type { Judging } from "./useJudging";

export function AlertColumn({ waiting, judging, quietSince, analysisOff }: { waiting: Alert[]; judging: Judging; quietSince: number; analysisOff: string | null }) {
  const { t, code, language } = useWords();
  const { city } = useSession();
  const may = useMay();
  return (
    <section className="alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title">{t("screen.alerts", { n: waiting.length })}</h2>
      {analysisOff && (
        <p className="mark technical">
          <Shape name="technical" /> {t("screen.analysis_off", { reason: code(analysisOff) })} {t("screen.rest_works")}
        </p>
      )}
      <p className="hidden" role="status">
        {t("screen.alerts", { n: waiting.length })}
      </p>
      {!may("alert.read") ? (
        <p className="soft">{t("screen.not_for_you")}</p>
      ) : waiting.length === 0 ? (
        <p className="soft">{t("screen.no_alert_since", { time: clockTime(quietSince, city.zone, language) })}</p>
      ) : (
        <ul className="alert-list">
          {waiting.map((alert) => (
            <AlertRow key={alert.id} alert={alert} judging={judging} />
          ))}
        </ul>
      )}
    </section>
  );
}

function AlertRow({ alert, judging }: { alert: Alert; judging: Judging }) {
  const { t, language, word } = useWords();
  const now = useNow();
  const open = judging.alert?.id === alert.id;
  return (
    <li className={open ? "alert open" : "alert"} data-alert={alert.id} data-state={alert.state}>
      <button type="button" className="alert-head" aria-expanded={open} onClick={() => judging.select(alert.id)}>
        <Shape name={alert.kind.startsWith("camera_") ? "technical" : "verify"} />
        <span className="grow">
          <strong>{word("kind", alert.kind)}</strong> <span className="soft number">{t("screen.no", { n: alert.number })}</span>
          <br />
          <span className="small">
            {word("alert_state", alert.state)} · {alert.camera_name}
          </span>
        </span>
        <span className="number small">{t("screen.ago", { age: duration(now - Date.parse(alert.occurred_from), language) })}</span>
      </button>
      {open && <AlertCard alert={alert} judging={judging} />}
    </li>
  );
}
