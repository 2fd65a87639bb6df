import type { Alert } from "../api/types";
import { shapeOf } from "../alerts/judging";
import { useSnapshot } from "../city/CityProvider";
import { waitingAlerts } from "../city/state";
import { useNow } from "../city/useNow";
import { go } from "../desk/pages";
import { useWords } from "../i18n/language";
import { duration } from "../i18n/time";
import { Shape } from "../parts/Shape";

// What no desk took in time, or an operator has passed on.
export function PassedAlerts() {
  const { t, word, language } = useWords();
  const { city } = useSnapshot();
  const now = useNow();
  const passed: Alert[] = waitingAlerts(city, now).filter(({ state }) => state === "escalated");
  return (
    <section aria-labelledby="passed-title" className="sheet">
      <h2 id="passed-title">{t("screen.passed_to_you", { n: passed.length })}</h2>
      {passed.length === 0 && <p className="soft">{t("screen.none_passed")}</p>}
      <ul>
        {passed.map((alert) => (
          <li key={alert.id} className="item" data-passed={alert.id}>
            <Shape name={shapeOf(alert)} /> <strong>{word("kind", alert.kind)}</strong> <span className="soft number">{t("screen.no", { n: alert.number })}</span> · {alert.camera_name} ·{" "}
            <span className="number">{t("screen.ago", { age: duration(now - Date.parse(alert.occurred_from), language) })}</span>
          </li>
        ))}
      </ul>
      {passed.length > 0 && (
        <button type="button" className="main" onClick={() => go("/")}>
          {t("screen.open_at_desk")}
        </button>
      )}
    </section>
  );
}
