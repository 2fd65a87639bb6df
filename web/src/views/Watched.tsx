import type { Id } from "../api/types";
import { useWords } from "../i18n/language";
import { duration } from "../i18n/time";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";

interface Sum {
  camera: Id;
  camera_name: string;
  views: number;
  live_s: number;
  back_s: number;
  replay_s: number;
  clips: number;
  snapshots: number;
}

// RULES L36: watching is counted, by camera and never by person (L31).
export function Watched({ asked }: { asked: string }) {
  const { t, language } = useWords();
  const { answer, problem } = useAsked<{ complete: boolean; cameras: Sum[] }>(`/views/minutes?${asked}`);
  const length = (seconds: number) => duration(seconds * 1_000, language);
  return (
    <section aria-labelledby="watched-title" className="sheet wide">
      <h2 id="watched-title">{t("screen.watched")}</h2>
      <p className="soft small">{t("screen.watched_what")}</p>
      <ProblemLine problem={problem} />
      {answer && !answer.complete && <p className="error">{t("screen.watched_part")}</p>}
      <div className="scroll" tabIndex={0} role="region" aria-labelledby="watched-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("screen.views_camera")}</th>
              <th scope="col">{t("screen.watched_times")}</th>
              <th scope="col">{t("screen.watched_live")}</th>
              <th scope="col">{t("screen.watched_back")}</th>
              <th scope="col">{t("screen.watched_replay")}</th>
              <th scope="col">{t("screen.watched_clips")}</th>
              <th scope="col">{t("screen.watched_snapshots")}</th>
            </tr>
          </thead>
          <tbody>
            {(answer?.cameras ?? []).map((sum) => (
              <tr key={sum.camera} data-watched={sum.camera}>
                <td>
                  {sum.camera.replace("camera:", "")} {sum.camera_name}
                </td>
                <td className="number">{sum.views}</td>
                <td className="number">{length(sum.live_s)}</td>
                <td className="number">{length(sum.back_s)}</td>
                <td className="number">{length(sum.replay_s)}</td>
                <td className="number">{sum.clips}</td>
                <td className="number">{sum.snapshots}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
