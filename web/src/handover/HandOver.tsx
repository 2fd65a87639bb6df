import { useEffect, useRef, useState, type FormEvent } from "react";
import { newKey, put } from "../api/client";
import { useSnapshot } from "../city/CityProvider";
import { paper } from "../daybook/work";
import type { HandOverDraft, SignedHandOver } from "../daybook/types";
import { go } from "../desk/pages";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { useStrokes } from "../keys/useStrokes";
import { ExerciseMark } from "../parts/ExerciseMark";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { PersonHint } from "../daybook/PersonHint";
import { HandOverSheet } from "./HandOverSheet";
import "../style/sheets.css";
import "../style/daybook.css";

const again_ms = 20_000;

export default function HandOver() {
  const may = useMay();
  const { city } = useSnapshot();
  const signed = useAsked<{ handovers: SignedHandOver[] }>("/handovers?limit=10");
  useEffect(signed.again, [signed.again, city.book]);
  useStrokes((stroke, control) => {
    if (control || stroke.kind !== "named" || stroke.name !== "Escape") return false;
    go("/");
    return true;
  });
  return (
    <main className="sheets">
      {may("entry.write") && <Signing onSigned={signed.again} />}
      <Earlier list={signed.answer?.handovers ?? []} />
    </main>
  );
}

// Who leaves is signed in; who arrives gives their own login and password at the same desk.
function Signing({ onSigned }: { onSigned: () => void }) {
  const { t } = useWords();
  const { exercise } = useSession();
  const { answer, problem: unread } = useAsked<HandOverDraft>("/handovers/draft", again_ms);
  const { busy, problem, run } = useTask();
  const [words, setWords] = useState("");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [done, setDone] = useState<SignedHandOver | null>(null);
  const id = useRef(newKey()); // the same attempt twice is one hand-over
  const first = useRef<HTMLTextAreaElement>(null);
  const print = useRef<HTMLAnchorElement>(null);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => print.current?.focus(), [done]);

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      setDone(await put<SignedHandOver>(`/handovers/${id.current}`, { words, login, password }));
      setPassword("");
      onSigned();
    });
  }

  if (done) {
    return (
      <section className="sheet" aria-labelledby="handover-done" data-handover="signed">
        <h2 id="handover-done">
          <Signed one={done} /> {exercise && <ExerciseMark />}
        </h2>
        <PrintLink one={done} anchor={print} />
        {done.words && <p className="words">{done.words}</p>}
        <HandOverSheet draft={done.draft} />
      </section>
    );
  }
  return (
    <section className="sheet" aria-labelledby="handover-title">
      <h2 id="handover-title" className="row">
        {t("handover.title")} {exercise && <ExerciseMark />}
      </h2>
      <ProblemLine problem={unread} />
      <form className="stack" onSubmit={submit}>
        <label>
          {t("handover.words")}
          <textarea ref={first} name="handover-words" rows={4} maxLength={2_000} value={words} onChange={(event) => setWords(event.target.value)} />
        </label>
        <PersonHint words={words} />
        <div className="row">
          <label className="half">
            {t("handover.arriving_login")}
            <input required name="arriving" autoComplete="off" maxLength={64} value={login} onChange={(event) => setLogin(event.target.value)} />
          </label>
          <label className="half">
            {t("handover.arriving_password")}
            <input required type="password" name="arriving-password" autoComplete="off" maxLength={512} value={password} onChange={(event) => setPassword(event.target.value)} />
          </label>
        </div>
        <ProblemLine problem={problem} />
        <div className="row">
          <button type="submit" className="main" disabled={busy || !answer}>
            {t("handover.sign")}
          </button>
          <button type="button" className="quiet" onClick={() => go("/")}>
            {t("daybook.back_to_desk")} <kbd>Esc</kbd>
          </button>
        </div>
      </form>
      {answer ? <HandOverSheet draft={answer} /> : <p className="soft">{t("screen.wait")}</p>}
    </section>
  );
}

function Earlier({ list }: { list: SignedHandOver[] }) {
  const { t } = useWords();
  return (
    <section className="sheet" aria-labelledby="earlier-title">
      <h2 id="earlier-title">{t("handover.earlier")}</h2>
      {list.length === 0 && <p className="soft">{t("handover.none")}</p>}
      <ul>
        {list.map((one) => (
          <li key={one.id} className="item">
            <Signed one={one} /> <PrintLink one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Signed({ one }: { one: SignedHandOver }) {
  const { t, language } = useWords();
  const { city } = useSession();
  return <>{t("handover.signed_by", { number: one.number, leaving: one.leaving_name, arriving: one.arriving_name, time: dayAndTime(one.signed_at, city.zone, language) })}</>;
}

function PrintLink({ one, anchor }: { one: SignedHandOver; anchor?: React.RefObject<HTMLAnchorElement> }) {
  const { t, language } = useWords();
  return (
    <a ref={anchor} className="button" href={paper(`handovers/${encodeURIComponent(one.id)}`, language)} target="_blank" rel="noreferrer">
      {t("daybook.print")}
    </a>
  );
}
