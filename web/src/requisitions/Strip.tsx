import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import { useStrokes } from "../keys/useStrokes";
import { useSession } from "../signin/session";
import { keptOf, skim, type Skim } from "./judged";
import type { Finding } from "./types";

// Thumbnails with the time of the wall: K keeps, X discards, arrows go back and forth.
export function Strip({ path, findings, onKeep }: { path: string; findings: Finding[]; onKeep: (moments: { finding: string; note: string; clock_error_s: number | null }[]) => void }) {
  const { t, language, word } = useWords();
  const { city } = useSession();
  const [state, setState] = useState<Skim>({ at: 0, verdicts: {} });
  const [note, setNote] = useState("");
  const [clockError, setClockError] = useState("");
  const inHand = useRef<HTMLLIElement>(null);
  const ids = findings.map((finding) => finding.id);
  useStrokes((stroke) => {
    const next = skim(state, ids, stroke);
    if (next) setState(next);
    return next !== null;
  });
  useEffect(() => inHand.current?.scrollIntoView({ block: "nearest", inline: "nearest" }), [state.at]);
  if (findings.length === 0) return <p className="soft">{t("screen.requisition_nothing_found")}</p>;
  const kept = keptOf(state, ids);
  return (
    <div className="stack">
      <p className="small">
        {t("screen.requisition_findings", { n: findings.length })} · <kbd>K</kbd> {t("screen.requisition_keep")} · <kbd>X</kbd> {t("screen.requisition_discard")} · <kbd>↑</kbd> <kbd>↓</kbd>
      </p>
      <ul className="findings">
        {findings.map((finding, i) => (
          <li key={finding.id} ref={i === state.at ? inHand : undefined} data-finding={finding.id} data-verdict={state.verdicts[finding.id] ?? "open"} aria-current={i === state.at ? "true" : undefined}>
            <button type="button" className="finding" onClick={() => setState({ ...state, at: i })}>
              {finding.picture ? <img src={`/api/v1${path}/findings/${finding.id}/picture`} alt="" loading="lazy" /> : <span className="soft">{t("screen.requisition_no_picture")}</span>}
              <span className="number">
                {clockTime(finding.from, city.zone, language)} – {clockTime(finding.to, city.zone, language)}
              </span>
              <span>
                {finding.class ? word("object", finding.class) : t("screen.requisition_unnamed")}
                {finding.colour && ` · ${word("colour", finding.colour)}`}
              </span>
              <span className="small">{t(state.verdicts[finding.id] === "kept" ? "screen.requisition_is_kept" : state.verdicts[finding.id] === "discarded" ? "screen.requisition_is_discarded" : "screen.requisition_is_open")}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          onKeep(kept.map((finding) => ({ finding, note, clock_error_s: clockError === "" ? null : Number(clockError) })));
        }}
      >
        <input aria-label={t("screen.requisition_note")} placeholder={t("screen.requisition_note")} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        <input aria-label={t("screen.requisition_clock_error")} placeholder={t("screen.requisition_clock_error")} type="number" step="0.001" value={clockError} onChange={(event) => setClockError(event.target.value)} />
        <button type="submit" disabled={kept.length === 0}>
          {t("screen.requisition_keep_n", { n: kept.length })}
        </button>
      </form>
    </div>
  );
}
