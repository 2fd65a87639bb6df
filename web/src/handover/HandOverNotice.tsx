import { useEffect, useRef } from "react";
import { post } from "../api/client";
import { useSnapshot } from "../city/CityProvider";
import { serverClock } from "../city/clock";
import type { SignedHandOver } from "../daybook/types";
import { useWords } from "../i18n/language";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { Signed } from "./HandOver";
import { HandOverSheet } from "./HandOverSheet";
import "../style/sheets.css";

const worth_reading_ms = 16 * 3_600_000; // two shifts of eight hours

// The newest hand-over is the first thing that the next shift sees: over everything until it says that it has read it.
export function HandOverNotice() {
  const { t } = useWords();
  const { account } = useSession();
  const may = useMay();
  const { city } = useSnapshot();
  const { answer, again } = useAsked<{ handovers: SignedHandOver[] }>(may("entry.write") ? "/handovers?limit=1" : null);
  const { busy, problem, run } = useTask();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(again, [again, city.book]);
  const newest = answer?.handovers[0];
  const unread = newest && newest.leaving !== account.id && !newest.read_by.some(({ by }) => by === account.id) && serverClock.now() - Date.parse(newest.signed_at) < worth_reading_ms;
  useEffect(() => {
    if (unread && dialog.current && !dialog.current.open) dialog.current.showModal();
  }, [unread]);
  if (!newest || !unread) return null;
  return (
    <dialog ref={dialog} className="handover-notice" aria-labelledby="notice-title" onCancel={(event) => event.preventDefault()} onKeyDown={(event) => event.stopPropagation()} data-notice={newest.number}>
      <h2 id="notice-title" className="row">
        {t("handover.waiting")} {newest.exercise && <ExerciseMark />}
      </h2>
      <p>
        <Signed one={newest} />
      </p>
      <button
        type="button"
        className="main"
        autoFocus
        disabled={busy}
        onClick={() =>
          void run(async () => {
            await post(`/handovers/${encodeURIComponent(newest.id)}/read`);
            dialog.current?.close();
            again();
          })
        }
      >
        {t("handover.read")}
      </button>
      <ProblemLine problem={problem} />
      {newest.words && <p className="words">{newest.words}</p>}
      <HandOverSheet draft={newest.draft} />
    </dialog>
  );
}
