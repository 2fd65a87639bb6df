import { useWords } from "../i18n/language";
import { Shape } from "../parts/Shape";

export function Legend() {
  const { t } = useWords();
  return (
    <details className="legend small">
      <summary>{t("screen.legend")}</summary>
      <ul>
        <li>
          <svg width="14" height="14" viewBox="0 0 44 44" aria-hidden="true">
            <path d="M22 2 36 36 22 29 8 36z" fill="#9cc4ff" />
          </svg>{" "}
          {t("screen.legend_camera")}
        </li>
        <li>
          <svg width="14" height="14" viewBox="0 0 44 44" aria-hidden="true">
            <circle cx="22" cy="22" r="15" fill="#7ed3a1" />
          </svg>{" "}
          {t("screen.legend_unit_free")}
        </li>
        <li>
          <svg width="14" height="14" viewBox="0 0 44 44" aria-hidden="true">
            <circle cx="22" cy="22" r="15" fill="none" stroke="#7ed3a1" strokeWidth="5" />
            <circle cx="22" cy="22" r="6" fill="#7ed3a1" />
          </svg>{" "}
          {t("screen.legend_unit_busy")}
        </li>
        <li>
          <Shape name="verify" size={14} /> {t("screen.legend_alert")}
        </li>
        <li>
          <Shape name="life" size={14} /> {t("screen.legend_incident")}
        </li>
      </ul>
    </details>
  );
}
