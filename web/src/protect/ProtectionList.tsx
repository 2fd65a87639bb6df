import { useState } from "react";
import type { Id } from "../api/types";
import { useSnapshot } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { clockTime, dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { release, type Protection } from "./protect";

// What is kept from ordinary deletion, until when at most, and giving it back.
export function ProtectionList({ protections, onChanged }: { protections: Protection[]; onChanged: () => void }) {
  const { t } = useWords();
  if (protections.length === 0) return <p className="soft">{t("screen.no_protection")}</p>;
  return (
    <ul>
      {protections.map((protection) => (
        <ProtectionLine key={protection.id} protection={protection} onChanged={onChanged} />
      ))}
    </ul>
  );
}

function ProtectionLine({ protection, onChanged }: { protection: Protection; onChanged: () => void }) {
  const { t, word, language } = useWords();
  const { city } = useSession();
  const may = useMay();
  const task = useTask();
  const snapshot = useSnapshot();
  const [reason, setReason] = useState<string | null>(null);
  const nameOf = (camera: Id) => snapshot.city.cameras.get(camera)?.number ?? camera;
  return (
    <li className="protection small" data-protection={protection.number}>
      <p>
        <strong className="number">{t("screen.no", { n: protection.number })}</strong> · {t("screen.camera_n", { number: protection.cameras.map(nameOf).join(", ") })} ·{" "}
        <span className="number">
          {dayAndTime(protection.from, city.zone, language)} – {clockTime(protection.to, city.zone, language)}
        </span>
      </p>
      <p className="soft">
        {word("view_reason", protection.reason)}
        {protection.words && ` (${protection.words})`} · {protection.by_name} · {t("screen.protection_until", { time: dayAndTime(protection.until, city.zone, language) })}
      </p>
      {may("protect.write") &&
        (reason === null ? (
          <button type="button" className="quiet" onClick={() => setReason("")}>
            {t("screen.release_protection")}
          </button>
        ) : (
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault();
              void task.run(async () => void (await release(protection.id, reason))).then((done) => done && onChanged());
            }}
          >
            <input className="half" autoFocus required maxLength={500} aria-label={t("screen.release_why")} placeholder={t("screen.release_why")} value={reason} onChange={(event) => setReason(event.target.value)} />
            <button type="submit" disabled={task.busy}>
              {t("screen.release_protection")}
            </button>
          </form>
        ))}
      <ProblemLine problem={task.problem} />
    </li>
  );
}
