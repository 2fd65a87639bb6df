import { useCallback, useEffect, useState } from "react";
import { get } from "../api/client";
import type { AuditEntry } from "../api/types";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useSession } from "../signin/session";

const page_size = 50;

// A reason is what a person wrote, a code of the catalogue, or a choice from the list that belongs to the action.
const lists: Record<string, string> = {
  "alert.raised": "kind",
  "alert.confirm": "how",
  "alert.dismiss": "dismiss",
  "incident.open": "origin",
  "incident.close": "outcome",
  "assignment.move": "unit_state",
};

function reasonText({ action, reason }: AuditEntry, code: (code: string) => string, word: (group: string, value: string) => string): string {
  if (!reason) return "";
  const list = lists[action];
  return list ? word(list, reason) : code(reason);
}

// Who did what, when and why; newest first, further back on demand.
export function AuditList() {
  const { t, code, language, word } = useWords();
  const { city } = useSession();
  const { busy, problem, run } = useTask();
  const [entries, setEntries] = useState<AuditEntry[]>([]);
  const [atEnd, setAtEnd] = useState(false);

  const read = useCallback(
    (before: number | null) =>
      void run(async () => {
        const { entries: page } = await get<{ entries: AuditEntry[] }>(`/audit?limit=${page_size}${before === null ? "" : `&before=${before}`}`);
        setEntries((known) => (before === null ? page : [...known, ...page]));
        setAtEnd(page.length < page_size);
      }),
    [run],
  );
  useEffect(() => read(null), [read]);

  return (
    <section aria-labelledby="audit-title" className="sheet wide">
      <div className="row spread">
        <h2 id="audit-title">{t("screen.audit_list")}</h2>
        <button type="button" disabled={busy} onClick={() => read(null)}>
          {t("screen.refresh")}
        </button>
      </div>
      <ProblemLine problem={problem} />
      <div className="scroll" tabIndex={0} role="region" aria-labelledby="audit-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("screen.audit_seq")}</th>
              <th scope="col">{t("screen.audit_at")}</th>
              <th scope="col">{t("screen.audit_actor")}</th>
              <th scope="col">{t("screen.audit_action")}</th>
              <th scope="col">{t("screen.audit_object")}</th>
              <th scope="col">{t("screen.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.seq} data-action={entry.action}>
                <td className="number">{entry.seq}</td>
                <td className="number">{dayAndTime(entry.at, city.zone, language)}</td>
                {entry.forgotten ? (
                  <td colSpan={4} className="soft">
                    {t("screen.forgotten")}
                  </td>
                ) : (
                  <>
                    <td>{entry.actor_name ?? entry.actor}</td>
                    <td>{word("action", entry.action)}</td>
                    <td className="hash">{entry.object}</td>
                    <td>{reasonText(entry, code, word)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!atEnd && entries.length > 0 && (
        <button type="button" disabled={busy} onClick={() => read(entries[entries.length - 1]?.seq ?? null)}>
          {t("screen.further_back")}
        </button>
      )}
    </section>
  );
}
