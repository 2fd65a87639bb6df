import { useState } from "react";
import { post } from "../api/client";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { useMay, useSession } from "../signin/session";
import { Answer } from "./Answer";
import type { Footage, Requisition } from "./types";

// One requisition: what it says, what exists, who decides, the answer, the report.
export function Case({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t, language, word } = useWords();
  const { city, account } = useSession();
  const may = useMay();
  const path = `/requisitions/${encodeURIComponent(id)}`;
  const { answer: one, problem, again } = useAsked<Requisition>(path);
  const time = (at: string) => dayAndTime(at, city.zone, language);
  const changed = () => {
    again();
    onChanged();
  };
  if (!one) return <ProblemLine problem={problem} />;
  const open = one.state === "entered" || one.state === "approved";
  return (
    <section className="sheet wide" aria-labelledby="case-title" data-case={one.number} data-state={one.state}>
      <h2 id="case-title">
        {one.reference} <span className="soft">· {word("requisition_state", one.state)}</span>
      </h2>
      <dl className="facts">
        {(["article", "authority", "unit", "officer"] as const).map((name) => (
          <div key={name} className="row">
            <dt>{t(`screen.requisition_${name}`)}</dt>
            <dd>{one[name]}</dd>
          </div>
        ))}
        <div className="row number">
          <dt>{t("screen.requisition_window")}</dt>
          <dd>
            {time(one.from)} → {time(one.to)} · {t("screen.requisition_until_time", { time: time(one.until) })}
          </dd>
        </div>
        <div className="row">
          <dt>{t("screen.requisition_people")}</dt>
          <dd>
            {one.author_name} · {one.approver_name || "—"}
          </dd>
        </div>
      </dl>
      <FootageTable path={path} onProtect={open && may("requisition.write") ? changed : null} />
      {one.state === "entered" && may("requisition.approve") && one.author !== account.id && <Decision path={path} verbs={["approve", "refuse"]} onDone={changed} />}
      {one.state === "approved" && may("requisition.search") && one.approver !== account.id && <Answer path={path} requisition={one} onChanged={changed} />}
      {open && may("requisition.search") && <Decision path={path} verbs={["close"]} onDone={changed} />}
      <Report one={one} />
    </section>
  );
}

function FootageTable({ path, onProtect }: { path: string; onProtect: (() => void) | null }) {
  const { t, language } = useWords();
  const { city } = useSession();
  const { answer, problem, again } = useAsked<{ cameras: Footage[]; zone_change: boolean }>(`${path}/footage`);
  const { busy, problem: refused, run } = useTask();
  const time = (at: string | null) => (at ? dayAndTime(at, city.zone, language) : "—");
  return (
    <div className="stack">
      <h3>{t("screen.requisition_exists")}</h3>
      <ProblemLine problem={problem ?? refused} />
      {answer?.zone_change && <p>{t("screen.requisition_zone_change")}</p>}
      <table className="number">
        <thead>
          <tr>
            {(["camera", "segments", "span", "gone", "faults"] as const).map((name) => (
              <th key={name} scope="col">
                {t(`screen.requisition_col_${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer?.cameras.map((footage) => (
            <tr key={footage.camera} data-footage={footage.camera}>
              <td>{footage.name}</td>
              <td>
                {footage.segments}
                {footage.protected && ` · ${t("screen.requisition_protected")}`}
              </td>
              <td>
                {time(footage.from)} → {time(footage.to)}
              </td>
              <td>{time(footage.gone_by)}</td>
              <td>
                {footage.gaps.length > 0 && t("screen.requisition_gaps", { n: footage.gaps.length })} {footage.deleted > 0 && t("screen.requisition_deleted", { n: footage.deleted })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {onProtect && (
        <button
          type="button"
          disabled={busy}
          onClick={() =>
            void run(async () => {
              await post(`${path}/protect`);
              again();
              onProtect();
            })
          }
        >
          {t("screen.requisition_protect")}
        </button>
      )}
    </div>
  );
}

// Refusing and closing need words; they stand in the report.
function Decision({ path, verbs, onDone }: { path: string; verbs: ("approve" | "refuse" | "close")[]; onDone: () => void }) {
  const { t } = useWords();
  const { busy, problem, run } = useTask();
  const [reason, setReason] = useState("");
  return (
    <form className="row decide" onSubmit={(event) => event.preventDefault()}>
      <input maxLength={500} aria-label={t("screen.reason")} placeholder={t("screen.reason")} value={reason} onChange={(event) => setReason(event.target.value)} />
      {verbs.map((verb) => (
        <button
          key={verb}
          type="button"
          className={verb === "approve" ? "main" : ""}
          disabled={busy || (verb !== "approve" && reason.trim() === "")}
          onClick={() =>
            void run(async () => {
              await post(`${path}/${verb}`, { reason });
              setReason("");
              onDone();
            })
          }
        >
          {t(`screen.requisition_${verb}`)}
        </button>
      ))}
      <ProblemLine problem={problem} />
    </form>
  );
}

function Report({ one }: { one: Requisition }) {
  const { t, language } = useWords();
  const { city } = useSession();
  const time = (at: string) => dayAndTime(at, city.zone, language);
  return (
    <div className="stack" data-report>
      <h3>{t("screen.requisition_report")}</h3>
      <ul>
        {one.searches_done?.map((search) => (
          <li key={search.at} className="item">
            {t("screen.requisition_searched", { by: search.by_name, camera: search.camera, time: time(search.at), n: search.findings })}
            {search.faults.length > 0 && ` · ${t("screen.requisition_gaps", { n: search.faults.length })}`}
          </li>
        ))}
        {one.packages_made?.map((made) => (
          <li key={made.package} className="item" data-package={made.package}>
            {t("screen.requisition_packaged", { medium: made.medium, time: time(made.at), n: made.moments.length })}
            {made.faults.map((fault) => (
              <div key={fault} className="small">
                {fault}
              </div>
            ))}
          </li>
        ))}
        {one.erased && <li className="item">{t("screen.requisition_erased", { n: one.erased.files })}</li>}
      </ul>
    </div>
  );
}
