import { useState } from "react";
import { get } from "../api/client";
import type { ChainCheck } from "../api/types";
import { useSnapshot } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { Shape } from "../parts/Shape";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";

export function Chain() {
  const { t, language } = useWords();
  const { city } = useSession();
  const { status } = useSnapshot();
  const may = useMay();
  const { busy, problem, run } = useTask();
  const [check, setCheck] = useState<ChainCheck | null>(null);
  const separated = check?.separated ?? status?.sealer.separated;
  return (
    <section aria-labelledby="chain-title" className="sheet">
      <h2 id="chain-title">{t("screen.chain")}</h2>
      <p className="soft">{t("screen.chain_what")}</p>
      {separated === false && (
        <p className="mark">
          <Shape name="technical" /> <span>{t("screen.not_separated")}</span>
        </p>
      )}
      {may("audit.verify") && (
        <button type="button" className="main" disabled={busy} onClick={() => void run(async () => setCheck(await get<ChainCheck>("/audit/verify")))}>
          {busy ? t("screen.wait") : t("screen.verify_chain")}
        </button>
      )}
      <ProblemLine problem={problem} />
      <div role="status">
        {check && (
          <>
            <p className={check.ok ? "mark good" : "mark error"} data-chain={check.ok ? "ok" : "bad"}>
              <Shape name={check.ok ? "ok" : "life"} /> <strong>{t(check.ok ? "screen.chain_ok" : "screen.chain_bad")}</strong>
            </p>
            <p className="number">{t("screen.chain_figures", { entries: check.entries, checkpoints: check.checkpoints })}</p>
            {check.last_checkpoint && <p className="number">{t("screen.last_checkpoint", { time: dayAndTime(check.last_checkpoint, city.zone, language) })}</p>}
            {!check.ok && (
              <p>
                {check.first_bad != null && t("screen.first_bad", { seq: check.first_bad })} {check.problem}
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}
