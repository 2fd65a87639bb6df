import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useSnapshot } from "../city/CityProvider";
import { serverClock } from "../city/clock";
import { go } from "../desk/pages";
import { useWords } from "../i18n/language";
import { useStrokes } from "../keys/useStrokes";
import { ProblemLine } from "../parts/ProblemLine";
import { WordOptions } from "../parts/WordOptions";
import { useAsked } from "../parts/useAsked";
import { useMay, useSession } from "../signin/session";
import { EntryCard, type CardStart } from "./EntryCard";
import { EntryLine } from "./EntryLine";
import { dayOf } from "./dayOf";
import type { Entry } from "./types";
import { kinds, paper } from "./work";
import "../style/sheets.css";
import "../style/daybook.css";

const most_shown = 1_000;

// The day-book of a day: read with the arrows, written with N and K.
export default function DayBook() {
  const { t, language } = useWords();
  const { city: where } = useSession();
  const { city } = useSnapshot();
  const may = useMay();
  const today = dayOf(serverClock.now(), where.zone);
  const [chosen, setDay] = useState(""); // until then today, which is known by the server's clock and changes at midnight
  const day = chosen || today;
  const [kind, setKind] = useState("");
  const [only_open, setOnlyOpen] = useState(false);
  const [card, setCard] = useState<CardStart | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const query = new URLSearchParams({ limit: String(most_shown), ...(only_open ? { state: "open" } : { day }), ...(kind ? { kind } : {}) });
  const { answer, problem, again } = useAsked<{ entries: Entry[] }>(`/entries?${query}`);
  useEffect(again, [again, city.book]);

  const open = (start: Omit<CardStart, "at">) => may("entry.write") && setCard({ at: serverClock.now(), ...start });
  useStrokes((stroke, control) => {
    if (control) return false;
    if (stroke.kind === "named" && stroke.name === "Escape") return card ? setCard(null) : go("/"), true;
    if (stroke.kind !== "letter" || card) return false;
    if (stroke.letter === "N") return open({ way: "entry" }), true;
    if (stroke.letter === "K") return open({ way: "call" }), true;
    if (stroke.letter === "H") return go("/handover"), true;
    return false;
  });

  function onArrow(event: KeyboardEvent) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!(event.target instanceof HTMLLIElement)) return;
    const next = event.key === "ArrowDown" ? event.target.nextElementSibling : event.target.previousElementSibling;
    if (next instanceof HTMLElement) next.focus();
    event.preventDefault();
  }

  const entries = answer?.entries ?? [];
  return (
    <main className="sheets daybook">
      <section className="sheet wide" aria-labelledby="daybook-title">
        <div className="row spread">
          <h2 id="daybook-title">{t("daybook.entries", { n: entries.length })}</h2>
          <div className="row">
            <label className="inline">
              {t("daybook.day")} <input type="date" value={day} max={today} disabled={only_open} onChange={(event) => event.target.value && setDay(event.target.value)} />
            </label>
            <label className="inline">
              {t("daybook.kind_filter")}{" "}
              <select value={kind} onChange={(event) => setKind(event.target.value)}>
                <option value="">{t("daybook.all_kinds")}</option>
                <WordOptions group="kind" values={kinds} />
              </select>
            </label>
            <label className="inline">
              <input type="checkbox" checked={only_open} onChange={() => setOnlyOpen(!only_open)} />
              {t("daybook.only_open")}
            </label>
            {may("entry.write") && (
              <>
                <button type="button" onClick={() => open({ way: "entry" })}>
                  {t("daybook.new_entry")} <kbd>N</kbd>
                </button>
                <button type="button" onClick={() => open({ way: "call" })}>
                  {t("daybook.new_call")} <kbd>K</kbd>
                </button>
              </>
            )}
            <a className="button" href={paper("daybook", language, { day })} target="_blank" rel="noreferrer">
              {t("daybook.print")}
            </a>
          </div>
        </div>
        {card && (
          <EntryCard
            key={`${card.way}:${card.corrects?.id ?? ""}:${card.at}`}
            start={card}
            spot={null}
            onSaved={() => {
              setCard(null);
              again();
              list.current?.querySelector<HTMLElement>("li")?.focus();
            }}
            onCancel={() => setCard(null)}
          />
        )}
        <ProblemLine problem={problem} />
        {answer && entries.length === 0 && <p className="soft">{t("daybook.none")}</p>}
        <ol ref={list} onKeyDown={onArrow} className="entries">
          {entries.map((entry) => (
            <EntryLine key={entry.id} entry={entry} cameras={city.cameras} units={city.units} onCorrect={(corrects) => open({ way: "entry", corrects })} onChanged={again} />
          ))}
        </ol>
      </section>
    </main>
  );
}
