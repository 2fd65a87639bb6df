import { useState } from "react";
import type { Camera, Id, Unit } from "../api/types";
import { useWords } from "../i18n/language";
import { clockTime, dayAndTime } from "../i18n/time";
import { outcomes } from "../incidents/work";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { Partners } from "./Partners";
import type { Entry } from "./types";
import { eraseCallback, readCallback, settleEntry, type Callback } from "./work";

interface Props {
  entry: Entry;
  cameras: ReadonlyMap<Id, Camera>;
  units: ReadonlyMap<Id, Unit>;
  onCorrect: (entry: Entry) => void;
  onChanged: () => void;
}

// One line of the day-book. It is never edited: what changes is written beside it.
export function EntryLine({ entry, cameras, units, onCorrect, onChanged }: Props) {
  const { t, word, language } = useWords();
  const { city } = useSession();
  const may = useMay();
  const clock = (at: string) => clockTime(at, city.zone, language, false);
  const numbers = entry.cameras.map((id) => cameras.get(id)?.number ?? id);
  const crews = entry.units.map((id) => units.get(id)?.name ?? id);
  const minutes = (at: string) => Math.floor(Date.parse(at) / 60_000);
  return (
    <li className={entry.corrected_by.length > 0 ? "entry corrected" : "entry"} tabIndex={0} data-entry={entry.number} aria-label={t("screen.no", { n: entry.number })}>
      <div className="entry-when number">
        <strong>{entry.number}</strong>
        <br />
        {minutes(entry.entered_at) === minutes(entry.occurred_at) ? clock(entry.entered_at) : <span className="small">{t("daybook.entered_fact", { entered: clock(entry.entered_at), fact: clock(entry.occurred_at) })}</span>}
      </div>
      <div className="grow">
        <p>
          <strong>{word("kind", entry.kind)}</strong> · {word("origin", entry.origin)} · {word("urgency", String(entry.urgency))}
          {entry.place && ` · ${entry.place}`} {entry.exercise && <ExerciseMark />}
        </p>
        {entry.words && <p className="words">{entry.words}</p>}
        <p className="small soft">
          {[
            entry.author_name,
            numbers.length > 0 && t("daybook.cameras", { list: numbers.join(", ") }),
            crews.length > 0 && `${t("daybook.units")} : ${crews.join(", ")}`,
            entry.clip && t("daybook.clip_kept", { from: clock(entry.clip.from), to: clock(entry.clip.to) }),
            entry.outcome && word("outcome", entry.outcome),
            entry.open && t("daybook.waits"),
            entry.corrects_number && t("daybook.corrects", { number: entry.corrects_number }),
            ...entry.corrected_by.map((one) => t("daybook.corrected_by", { number: one.number })),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <Partners subject={entry.id} told={entry.partners} mayTell={may("entry.write")} onTold={onChanged} />
        {may("entry.write") && (
          <div className="row small">
            <button type="button" className="small" onClick={() => onCorrect(entry)}>
              {t("daybook.correct")}
            </button>
            {entry.open && <SettleForm entry={entry.id} onChanged={onChanged} />}
            {entry.origin === "call" && <CallbackNumber entry={entry.id} erasedWords={(at) => dayAndTime(at, city.zone, language)} />}
          </div>
        )}
      </div>
    </li>
  );
}

function SettleForm({ entry, onChanged }: { entry: Id; onChanged: () => void }) {
  const { t, word } = useWords();
  const { busy, problem, run } = useTask();
  const [outcome, setOutcome] = useState<string>("settled");
  return (
    <form
      className="row"
      aria-label={t("daybook.settle")}
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => {
          await settleEntry(entry, outcome);
          onChanged();
        });
      }}
    >
      <select aria-label={t("screen.outcome")} value={outcome} onChange={(event) => setOutcome(event.target.value)}>
        {outcomes.map((name) => (
          <option key={name} value={name}>
            {word("outcome", name)}
          </option>
        ))}
      </select>
      <button type="submit" className="small" disabled={busy}>
        {t("daybook.settle")}
      </button>
      <ProblemLine problem={problem} />
    </form>
  );
}

// The number is asked for only when somebody wants to call back: each reading is in the log.
function CallbackNumber({ entry, erasedWords }: { entry: Id; erasedWords: (at: string) => string }) {
  const { t } = useWords();
  const { busy, problem, run } = useTask();
  const [kept, setKept] = useState<Callback | null>(null);
  if (!kept) {
    return (
      <>
        <button type="button" className="small" disabled={busy} onClick={() => void run(async () => setKept(await readCallback(entry)))}>
          {t("daybook.callback_show")}
        </button>
        <ProblemLine problem={problem} />
      </>
    );
  }
  return (
    <span className="row" data-callback>
      <span className="number">{t("daybook.callback_until", { number: kept.number, time: erasedWords(kept.erased_at) })}</span>
      <button
        type="button"
        className="small"
        disabled={busy}
        onClick={() =>
          void run(async () => {
            await eraseCallback(entry);
            setKept(null);
          })
        }
      >
        {t("daybook.callback_erase")}
      </button>
      <ProblemLine problem={problem} />
    </span>
  );
}
