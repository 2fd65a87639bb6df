import { useEffect, useRef } from "react";
import { useWords } from "../i18n/language";
import { duration, metres } from "../i18n/time";
import type { Incidents } from "./useIncidents";
import { withoutPlace } from "./work";

// The nearest crews and why. The program proposes; a person assigns.
export function AdviceList({ control }: { control: Incidents }) {
  const { t, code, language, word } = useWords();
  const { advice, assigning } = control;
  const box = useRef<HTMLDivElement>(null);
  // The first crew gets the focus, so that Enter is its own, wherever the focus was before.
  useEffect(() => {
    if (!assigning) return;
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("ol button")?.focus();
  }, [assigning, advice]);
  const reasons = (why: string | string[]) => [why].flat().map((reason) => code(reason)).join(", ");
  const radio = advice ? withoutPlace(advice) : [];
  const others = advice?.excluded.filter((unit) => !radio.includes(unit)) ?? [];
  if (!advice) return <p className="soft">{t("screen.wait")}</p>;
  return (
    <div ref={box} className={assigning ? "advice armed" : "advice"}>
      <div className="row spread">
        <h3>{t("screen.nearest_crews")}</h3>
        <button type="button" aria-pressed={assigning} onClick={control.startAssigning}>
          {t("screen.assign")} <kbd>A</kbd>
        </button>
      </div>
      {assigning && <p role="status">{t("screen.assign_hint")}</p>}
      {advice.units.length + radio.length === 0 && <p className="soft">{t("screen.no_crew_free")}</p>}
      <ol>
        {advice.units.map((unit, index) => (
          <li key={unit.unit}>
            <button type="button" data-unit={unit.unit} disabled={control.task.busy} onClick={() => control.assign(unit.unit)} className={assigning && index === 0 ? "main" : undefined}>
              <kbd>{assigning && index === 0 ? t("screen.enter_key") : index + 1}</kbd> <strong>{unit.name}</strong> <span className="number">{duration(unit.seconds * 1_000, language)}</span> ·{" "}
              <span className="number">{metres(unit.metres)}</span> · {word("unit_kind", unit.kind)}
              {unit.by_straight_line && <span> · {t("screen.straight_line")}</span>}
              <span className="small"> · {reasons(unit.why)}</span>
            </button>
          </li>
        ))}
        {radio.map((unit, index) => (
          <li key={unit.unit}>
            <button type="button" data-unit={unit.unit} disabled={control.task.busy} onClick={() => control.assign(unit.unit)} className={assigning && advice.units.length + index === 0 ? "main" : undefined}>
              <kbd>{assigning && advice.units.length + index === 0 ? t("screen.enter_key") : advice.units.length + index + 1}</kbd> <strong>{unit.name}</strong> <span className="small">· {reasons(unit.why)}</span>
            </button>
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <details className="small soft">
          <summary>{t("screen.not_proposed", { n: others.length })}</summary>
          <ul>
            {others.map((unit) => (
              <li key={unit.unit}>
                {unit.name}: {reasons(unit.why)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
