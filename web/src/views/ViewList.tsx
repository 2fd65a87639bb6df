import { useCallback, useEffect, useState } from "react";
import { get } from "../api/client";
import type { Id, Iso } from "../api/types";
import { useWords } from "../i18n/language";
import { dayAndTime, duration } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useSession } from "../signin/session";

interface View {
  seq: number;
  at: Iso;
  actor_name: string;
  action: string;
  camera: Id;
  camera_name: string;
  from: Iso | null;
  seconds: number | null;
  reason: string;
  words: string;
}

const page_size = 100;

export function ViewList({ asked }: { asked: string }) {
  const { t, code, word, language } = useWords();
  const { city } = useSession();
  const { busy, problem, run } = useTask();
  const [views, setViews] = useState<View[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const read = useCallback(
    (before: number | null) =>
      void run(async () => {
        const page = await get<{ views: View[]; next?: number }>(`/views?${asked}&limit=${page_size}${before === null ? "" : `&before=${before}`}`);
        setViews((known) => (before === null ? page.views : [...known, ...page.views]));
        setNext(page.next ?? null);
      }),
    [asked, run],
  );
  useEffect(() => read(null), [read]);
  const reason = (value: string) => {
    const text = word("view_reason", value);
    return text === value ? code(value) : text; // a choice of the list, or the code of the post's standing reason
  };
  return (
    <section aria-labelledby="views-title" className="sheet wide">
      <h2 id="views-title">{t("screen.views_list")}</h2>
      <ProblemLine problem={problem} />
      <div className="scroll" tabIndex={0} role="region" aria-labelledby="views-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("screen.audit_at")}</th>
              <th scope="col">{t("screen.audit_actor")}</th>
              <th scope="col">{t("screen.views_camera")}</th>
              <th scope="col">{t("screen.views_action")}</th>
              <th scope="col">{t("screen.views_span")}</th>
              <th scope="col">{t("screen.views_length")}</th>
              <th scope="col">{t("screen.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <tr key={view.seq} data-view={view.action} data-camera={view.camera}>
                <td className="number">{dayAndTime(view.at, city.zone, language)}</td>
                <td>{view.actor_name}</td>
                <td>
                  {view.camera.replace("camera:", "")} {view.camera_name}
                </td>
                <td>{word("action", view.action)}</td>
                <td className="number">{view.from ? dayAndTime(view.from, city.zone, language) : t("screen.views_live")}</td>
                <td className="number">{view.seconds === null ? <span className="soft">{t("screen.views_running")}</span> : duration(view.seconds * 1_000, language)}</td>
                <td>
                  {reason(view.reason)}
                  {view.words && ` : ${view.words}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {views.length === 0 && !busy && <p className="soft">{t("screen.views_none")}</p>}
      {next !== null && (
        <button type="button" disabled={busy} onClick={() => read(next)}>
          {t("screen.further_back")}
        </button>
      )}
    </section>
  );
}
