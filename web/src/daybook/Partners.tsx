import { useState, type FormEvent } from "react";
import type { Id, Incident } from "../api/types";
import { useWords } from "../i18n/language";
import { clockTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useSession } from "../signin/session";
import type { Entry, Told } from "./types";
import { partners, tellPartner, toldLine } from "./work";

// Whom the desk told of this entry or incident, when, and under which reference of theirs.
export function Partners({ subject, told, mayTell, onTold }: { subject: Id; told: Told[]; mayTell: boolean; onTold: (changed: Entry | Incident) => void }) {
  const { t, word, language } = useWords();
  const { city } = useSession();
  const [open, setOpen] = useState(false);
  return (
    <div className="partners small">
      <ul>
        {told.map((one) => (
          <li key={`${one.partner}:${one.at}:${one.reference}`} data-told={one.partner}>
            {t("daybook.told", { partner: toldLine(one, word), time: clockTime(one.at, city.zone, language, false), reference: one.reference || "—" })}
          </li>
        ))}
      </ul>
      {mayTell && !open && (
        <button type="button" className="small" aria-expanded={false} onClick={() => setOpen(true)}>
          {t("daybook.tell")}
        </button>
      )}
      {open && (
        <TellForm
          subject={subject}
          onDone={(changed) => {
            setOpen(false);
            if (changed) onTold(changed);
          }}
        />
      )}
    </div>
  );
}

function TellForm({ subject, onDone }: { subject: Id; onDone: (changed: Entry | Incident | null) => void }) {
  const { t, word } = useWords();
  const { busy, problem, run } = useTask();
  const [partner, setPartner] = useState<string>("police");
  const [name, setName] = useState("");
  const [reference, setReference] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    void run(async () => onDone(await tellPartner(subject, { partner, name, reference })));
  }
  return (
    <form className="row tell" aria-label={t("daybook.tell_partner")} onSubmit={submit}>
      <select autoFocus aria-label={t("daybook.tell_partner")} value={partner} onChange={(event) => setPartner(event.target.value)} className="half">
        {partners.map((one) => (
          <option key={one} value={one}>
            {word("partner", one)}
          </option>
        ))}
      </select>
      {partner === "other" && <input required aria-label={t("daybook.partner_name")} placeholder={t("daybook.partner_name")} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} className="half" />}
      <input aria-label={t("daybook.reference")} placeholder={t("daybook.reference")} maxLength={100} value={reference} onChange={(event) => setReference(event.target.value)} className="half" />
      <button type="submit" disabled={busy}>
        {t("daybook.tell")}
      </button>
      <button type="button" className="quiet" onClick={() => onDone(null)}>
        {t("screen.cancel")}
      </button>
      <ProblemLine problem={problem} />
    </form>
  );
}
