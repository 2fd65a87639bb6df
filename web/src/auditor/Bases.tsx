import { useState } from "react";
import { post } from "../api/client";
import type { Basis } from "../api/types";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { Shape } from "../parts/Shape";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { ProposeBasis } from "./ProposeBasis";

export function Bases() {
  const { t } = useWords();
  const may = useMay();
  const { answer, problem, again } = useAsked<{ bases: Basis[] }>("/bases", 10_000);
  const [proposing, setProposing] = useState(false);
  const inForce = answer?.bases.filter((basis) => basis.state === "in_force").length ?? 0;
  return (
    <section aria-labelledby="bases-title" className="sheet wide">
      <div className="row spread">
        <h2 id="bases-title">{t("screen.bases", { n: inForce })}</h2>
        {may("basis.propose") && (
          <button type="button" aria-expanded={proposing} onClick={() => setProposing(!proposing)}>
            {t("screen.propose_basis")}
          </button>
        )}
      </div>
      {proposing && (
        <ProposeBasis
          onDone={() => {
            setProposing(false);
            again();
          }}
        />
      )}
      <ProblemLine problem={problem} />
      {answer?.bases.length === 0 && <p>{t("screen.no_basis")}</p>}
      <ul className="stack">
        {answer?.bases.map((basis) => (
          <BasisItem key={basis.id} basis={basis} onChanged={again} />
        ))}
      </ul>
    </section>
  );
}

function BasisItem({ basis, onChanged }: { basis: Basis; onChanged: () => void }) {
  const { t, language, word } = useWords();
  const { city } = useSession();
  const may = useMay();
  const time = (at: string) => dayAndTime(at, city.zone, language);
  const words = (group: string, values: string[]) => values.map((value) => word(group, value)).join(", ") || "—";
  return (
    <li className="basis" data-basis={basis.id} data-state={basis.state}>
      <h3 className="mark">
        <Shape name={basis.state === "in_force" ? "ok" : "technical"} /> {basis.title} <span className="soft">· {word("basis_state", basis.state)}</span>
      </h3>
      <dl className="facts">
        <dt>{t("screen.basis_regime")}</dt>
        <dd>
          {basis.regime} · {basis.authority}
        </dd>
        <dt>{t("screen.basis_allows")}</dt>
        <dd>{words("processing", basis.processings)}</dd>
        <dt>{t("screen.basis_kinds")}</dt>
        <dd>{words("kind", basis.kinds)}</dd>
        <dt>{t("screen.basis_sources")}</dt>
        <dd>{basis.sources.join(", ") || "—"}</dd>
        <dt>{t("screen.basis_valid")}</dt>
        <dd className="number">
          {time(basis.valid_from)} → {time(basis.valid_to)}
        </dd>
        <dt>{t("screen.basis_people")}</dt>
        <dd>{t("screen.basis_by", { author: basis.author, approver: basis.approver ?? "—" })}</dd>
        <dt>{t("screen.basis_document")}</dt>
        <dd className="hash">{basis.document_hash}</dd>
        {basis.ended && (
          <>
            <dt>{t("screen.basis_ended")}</dt>
            <dd>{t("screen.basis_ended_by", { time: time(basis.ended.at), by: basis.ended.by, reason: basis.ended.reason })}</dd>
          </>
        )}
      </dl>
      {basis.state === "proposed" && may("basis.approve") && <Decide basis={basis} verb="approve" onChanged={onChanged} />}
      {(basis.state === "in_force" || basis.state === "not_yet") && may("basis.end") && <Decide basis={basis} verb="end" onChanged={onChanged} />}
    </li>
  );
}

// Both decisions need words: they stand in the audit chain.
function Decide({ basis, verb, onChanged }: { basis: Basis; verb: "approve" | "end"; onChanged: () => void }) {
  const { t } = useWords();
  const { busy, problem, run } = useTask();
  const [reason, setReason] = useState("");
  return (
    <form
      className="row decide"
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => {
          await post(`/bases/${encodeURIComponent(basis.id)}/${verb}`, { reason });
          setReason("");
          onChanged();
        });
      }}
    >
      <input required maxLength={500} aria-label={t("screen.reason_for", { title: basis.title })} placeholder={t("screen.reason")} value={reason} onChange={(event) => setReason(event.target.value)} />
      <button type="submit" disabled={busy}>
        {t(verb === "approve" ? "screen.approve_basis" : "screen.end_basis")}
      </button>
      <ProblemLine problem={problem} />
    </form>
  );
}
