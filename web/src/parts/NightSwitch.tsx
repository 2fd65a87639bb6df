import { useEffect, useState } from "react";
import { useWords } from "../i18n/language";

const remembered = "vigie.night";

// A dimmer step of the same colours, for a dark room.
export function NightSwitch() {
  const { t } = useWords();
  const [night, setNight] = useState(() => localStorage.getItem(remembered) === "1");
  useEffect(() => {
    document.documentElement.dataset["step"] = night ? "night" : "day";
    localStorage.setItem(remembered, night ? "1" : "0");
  }, [night]);
  return (
    <button type="button" className="quiet" aria-pressed={night} onClick={() => setNight(!night)}>
      {t("screen.night")}
    </button>
  );
}
