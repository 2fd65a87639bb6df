import { useEffect, useState, type FormEvent } from "react";
import { put } from "../api/client";
import { kinds } from "../daybook/work";
import type { Checklist, Step } from "../daybook/types";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { WordOptions } from "../parts/WordOptions";
import { useTask } from "../parts/useTask";

// The officer's own words, one step a line. A line that stays keeps its step, so that ticks already made stay with it.
export function ChecklistEditor() {
  const { t } = useWords();
  const { answer, again } = useAsked<{ checklists: Checklist[] }>("/checklists");
  const { busy, problem, run } = useTask();
  const [kind, setKind] = useState<string>(kinds[0]);
  const [lines, setLines] = useState("");
  const [saved, setSaved] = useState<number | null>(null);
  const list = answer?.checklists.find((one) => one.kind === kind) ?? { kind, version: 0, steps: [] };
  useEffect(() => {
    setLines(list.steps.map((step) => step.text).join("\n"));
  }, [kind, list.version]);

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      const stored = await put<Checklist>(`/checklists/${kind}`, { version: list.version, steps: stepsOf(lines, list.steps) });
      setSaved(stored.version);
      again();
    });
  }

  return (
    <section className="sheet" aria-labelledby="checklists-title">
      <h2 id="checklists-title">{t("checklist.edit_title")}</h2>
      <form className="stack" onSubmit={submit}>
        <label>
          {t("screen.kind")}
          <select value={kind} onChange={(event) => (setKind(event.target.value), setSaved(null))}>
            <WordOptions group="kind" values={kinds} />
          </select>
        </label>
        {list.version === 0 && <p className="soft small">{t("checklist.none")}</p>}
        <label>
          {t("checklist.steps")}
          <textarea name="steps" rows={5} value={lines} onChange={(event) => setLines(event.target.value)} />
        </label>
        <div className="row">
          <button type="submit" disabled={busy}>
            {t("checklist.save", { version: list.version + 1 })}
          </button>
          <span role="status">{saved !== null && t("checklist.saved", { version: saved })}</span>
        </div>
        <ProblemLine problem={problem} />
      </form>
    </section>
  );
}

// Lines to steps: one with the same words keeps its id.
export function stepsOf(lines: string, before: Step[]): Step[] {
  const left = [...before];
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((text) => {
      const at = left.findIndex((step) => step.text === text);
      const [kept] = at < 0 ? [] : left.splice(at, 1);
      return kept?.id ? { id: kept.id, text } : { text };
    });
}
