import type { Alert, Incident } from "../api/types";
import { useWords } from "../i18n/language";
import type { Digits } from "./useDeskKeys";

// Says who owns the digits now, so that nobody dismisses an alert while calling a camera.
export function DigitStrip({ digits, alert, incident }: { digits: Digits; alert: Alert | null; incident: Incident | null }) {
  const { t } = useWords();
  const text = () => {
    if (digits.owner === "off") return t("screen.keys_off");
    if (digits.owner === "why") return t("screen.digits_why");
    if (digits.owner === "alert") return t("screen.digits_alert", { number: alert?.number ?? "" });
    if (digits.owner === "crew") return t("screen.digits_crew", { number: incident?.number ?? "" });
    if (digits.unknown !== null) return t("screen.camera_unknown", { number: digits.unknown });
    if (digits.typed) return t("screen.camera_typed", { number: digits.typed });
    return t("screen.digits_camera");
  };
  return (
    <p className={`digits for-${digits.owner}`} role="status">
      {text()}
    </p>
  );
}
