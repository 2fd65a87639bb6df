import { useState, type FormEvent } from "react";
import { post } from "../api/client";
import type { Instruction } from "../daybook/types";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { useSession } from "../signin/session";

// What holds until the officer ends it; every hand-over repeats it.
export function Instructions() {
  const { t, language } = useWords();
  const { city } = useSession();
  const { answer, again } = useAsked<{ instructions: Instruction[] }>("/instructions");
  const { busy, problem, run } = useTask();
  const [words, setWords] = useState("");
  function give(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      await post("/instructions", { words });
      setWords("");
      again();
    });
  }
  return (
    <section className="sheet" aria-labelledby="instructions-title">
      <h2 id="instructions-title">{t("handover.instructions")}</h2>
      {answer?.instructions.length === 0 && <p className="soft">{t("handover.none")}</p>}
      <ul>
        {answer?.instructions.map((one) => (
          <li key={one.id} className="item row spread">
            <span>
              {one.words} <span className="soft small">{[one.by_name, one.until && t("screen.until", { time: dayAndTime(one.until, city.zone, language) })].filter(Boolean).join(" · ")}</span>
            </span>
            <button type="button" className="small" disabled={busy} onClick={() => void run(async () => (await post(`/instructions/${encodeURIComponent(one.id)}/end`), again()))}>
              {t("handover.end")}
            </button>
          </li>
        ))}
      </ul>
      <form className="row" onSubmit={give}>
        <input required className="half" name="instruction" aria-label={t("handover.give")} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
        <button type="submit" disabled={busy}>
          {t("handover.give")}
        </button>
      </form>
      <ProblemLine problem={problem} />
    </section>
  );
}
