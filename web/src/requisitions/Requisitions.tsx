import { useState } from "react";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { Shape } from "../parts/Shape";
import { useAsked } from "../parts/useAsked";
import { useMay, useSession } from "../signin/session";
import { Case } from "./Case";
import { EnterRequisition } from "./EnterRequisition";
import type { Requisition } from "./types";
import "../style/sheets.css";
import "../style/requisitions.css";

// The queue, footage nearest to its erasure first, and the requisition in hand.
export default function Requisitions() {
  const { t, language, word } = useWords();
  const { city } = useSession();
  const may = useMay();
  const { answer, problem, again } = useAsked<{ requisitions: Requisition[] }>("/requisitions", 15_000);
  const [chosen, setChosen] = useState<string | null>(null);
  const [entering, setEntering] = useState(false);
  const time = (at: string) => dayAndTime(at, city.zone, language);
  return (
    <main className="sheets requisitions">
      <section aria-labelledby="queue-title" className="sheet">
        <div className="row spread">
          <h2 id="queue-title">{t("screen.requisitions")}</h2>
          {may("requisition.write") && (
            <button type="button" aria-expanded={entering} onClick={() => setEntering(!entering)}>
              {t("screen.requisition_enter")}
            </button>
          )}
        </div>
        <ProblemLine problem={problem} />
        {answer?.requisitions.length === 0 && <p className="soft">{t("screen.requisition_none")}</p>}
        <ul className="stack">
          {answer?.requisitions.map((one) => (
            <li key={one.id}>
              <button type="button" className="queued" aria-pressed={one.id === chosen} data-requisition={one.number} data-state={one.state} onClick={() => setChosen(one.id)}>
                <span className="mark">
                  <Shape name={one.overdue ? "life" : one.state === "closed" ? "ok" : "technical"} /> <strong>{one.reference}</strong>
                  <span className="soft">
                    {one.number} · {word("requisition_state", one.state)}
                  </span>
                </span>
                <span className="small number">
                  {t("screen.requisition_deadline", { time: time(one.deadline) })}
                  {one.footage_gone_by && ` · ${t("screen.requisition_gone_by", { time: time(one.footage_gone_by) })}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {entering && (
        <EnterRequisition
          onDone={(id) => {
            setEntering(false);
            setChosen(id);
            again();
          }}
        />
      )}
      {chosen && !entering && <Case key={chosen} id={chosen} onChanged={again} />}
    </main>
  );
}
