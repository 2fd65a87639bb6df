import { useEffect, useRef, useState } from "react";
import { Problem, blob } from "../api/client";
import type { Alert } from "../api/types";
import { useWords } from "../i18n/language";
import { reasonQuery, type Why } from "../player/live_player";
import { drawOutline } from "../tile/drawBoxes";
import { WhyForm } from "../why/WhyForm";
import { needsReason } from "../why/reasons";
import { useWhy } from "../why/useWhy";

// The clip runs to ten seconds after the moment; a young alert's is asked for again until then.
const again_ms = 3_000;
const young_ms = 30_000;
const begins_before_ms = 5_000; // the clip, before the alert

export function AlertClip({ alert }: { alert: Alert }) {
  const { t, code } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { id, occurred_from } = alert;
  const [why, setWhy] = useState<Why | null>(null);
  const asks = useWhy();
  const { ask } = asks;
  const title = t("screen.clip_why");
  useEffect(() => {
    setWhy(null);
    if (needsReason(Date.parse(occurred_from) - begins_before_ms)) ask({ title, onSaid: setWhy });
  }, [id, occurred_from, ask, title]);

  useEffect(() => {
    let made: string | null = null;
    let timer = 0;
    let gone = false;
    setUrl(null);
    setProblem(null);
    if (!why && needsReason(Date.parse(occurred_from) - begins_before_ms)) return undefined;
    const ask = () =>
      blob(`/alerts/${encodeURIComponent(id)}/clip${why ? `?${reasonQuery(why).slice(1)}` : ""}`).then(
        (clip) => {
          if (!gone) setUrl((made = URL.createObjectURL(clip)));
        },
        (error: unknown) => {
          if (gone || !(error instanceof Problem)) return;
          if (error.status !== 403 && Date.now() - Date.parse(occurred_from) < young_ms) timer = window.setTimeout(ask, again_ms);
          else setProblem(error);
        },
      );
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, occurred_from, why]);

  const outline = () => {
    if (alert.box?.width && video.current && canvas.current) drawOutline(canvas.current, video.current, alert.box, "#ffb938");
  };

  if (asks.asking && !url) return <WhyForm control={asks} />;
  if (problem) return <p className="clip none soft">{code(problem.code, problem.params)}</p>;
  if (!url) return <p className="clip none soft">{t("screen.clip_loading")}</p>;
  return (
    <div className="clip">
      <video ref={video} src={url} autoPlay loop muted playsInline controls={false} onLoadedData={outline} onTimeUpdate={outline} aria-label={t("screen.clip_of", { number: alert.number })} />
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}
