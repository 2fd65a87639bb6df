import { forwardRef, useImperativeHandle } from "react";
import type { Camera } from "../api/types";
import { useWords } from "../i18n/language";
import { clockTime, duration } from "../i18n/time";
import { ExerciseMark } from "../parts/ExerciseMark";
import { Shape } from "../parts/Shape";
import { PtzBar } from "../ptz/PtzBar";
import { useMay, useSession } from "../signin/session";
import type { Why } from "../player/live_player";
import { useLivePlayer, type PictureState } from "./useLivePlayer";

export interface TileHandle {
  pictureAt: () => number | null; // ms since 1970
  paused: () => boolean;
  goTo: (at: number, why?: Why) => void;
  goLive: () => void;
  pause: () => void;
  video: () => HTMLVideoElement | null;
}

interface Props {
  camera: Camera;
  selected: boolean;
  alone: boolean; // it fills the wall: main stream, and keys that move its head
  digitsAreFree: boolean; // no card waits for one
  showBoxes: boolean;
  onSelect: () => void;
  onClose?: () => void;
  onRemove?: () => void; // of one's own picture
}

export const Tile = forwardRef<TileHandle, Props>(function Tile({ camera, selected, alone, digitsAreFree, showBoxes, onSelect, onClose, onRemove }, handle) {
  const { t, language } = useWords();
  const { city } = useSession();
  const may = useMay();
  const { video, canvas, player, picture } = useLivePlayer(camera.id, camera.sub_stream && !alone ? "sub" : "main", showBoxes, may("view.boxes"));
  useImperativeHandle(
    handle,
    () => ({
      pictureAt: () => player.current?.pictureAt ?? null,
      paused: () => player.current?.paused ?? false,
      goTo: (at, why) => player.current?.goTo(at, why),
      goLive: () => player.current?.goLive(),
      pause: () => player.current?.pause(),
      video: () => video.current,
    }),
    [player, video],
  );

  return (
    <section
      className={`tile ${picture.freshness}`}
      data-camera={camera.id}
      data-picture-at={picture.at ?? ""}
      aria-label={t("screen.tile_of", { number: camera.number, name: camera.name })}
      aria-current={selected}
      tabIndex={0}
      onFocus={onSelect}
      onClick={onSelect}
    >
      <div className="picture">
        <video ref={video} muted playsInline aria-label={t("screen.tile_of", { number: camera.number, name: camera.name })} />
        <canvas ref={canvas} aria-hidden="true" />
        <Cover camera={camera} picture={picture} />
        {alone && camera.ptz && may("ptz.control") && <PtzBar camera={camera} digitsAreFree={digitsAreFree} />}
      </div>
      <header>
        <strong className="number">{camera.number}</strong>
        <span className="name">{camera.name}</span>
        {camera.exercise && <ExerciseMark />}
        {picture.paused && <span className="back">{t("screen.paused")}</span>}
        {picture.mode === "back" && <span className="back">{t("screen.back")}</span>}
        <time className="number">{picture.at === null ? "--:--:--" : clockTime(picture.at, city.zone, language)}</time>
        {onRemove && (
          <button type="button" className="quiet" onClick={onRemove}>
            {t("screen.remove")}
          </button>
        )}
        {onClose && (
          <button type="button" className="quiet" aria-label={t("screen.close_tile", { number: camera.number })} onClick={onClose}>
            ×
          </button>
        )}
      </header>
      <footer>
        <Counts camera={camera} />
        {picture.age_ms !== null && !picture.paused && <span className="age number">{t("screen.picture_age", { age: shortAge(picture.age_ms, language) })}</span>}
      </footer>
    </section>
  );
});

function shortAge(age_ms: number, language: "fr" | "en"): string {
  return age_ms < 10_000 ? `${(Math.max(0, age_ms) / 1_000).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s` : duration(age_ms, language);
}

function Counts({ camera }: { camera: Camera }) {
  const { t, code } = useWords();
  const analyse = camera.permits?.analyse;
  if (analyse && !analyse.allowed) {
    return (
      <span className="mark technical">
        <Shape name="technical" size={12} /> {t("screen.analysis_off", { reason: code(analyse.code ?? "basis.none") })}
      </span>
    );
  }
  if (camera.health && !camera.health.analysing) return <span className="soft">{t("screen.analysis_not_running")}</span>;
  if (!camera.counts) return <span className="soft">{t("screen.no_counts_yet")}</span>;
  return (
    <span className="counts number">
      {t("screen.people_count", { n: camera.counts.people })} · {t("screen.vehicle_count", { n: camera.counts.vehicles })}
    </span>
  );
}

// The server's own word first; a camera that is live elsewhere is not to blame when its picture does not reach this desk.
function whyGone(camera: Camera, picture: PictureState): string {
  if (picture.end) return picture.end.code;
  const view = camera.permits?.view;
  if (view && !view.allowed) return view.code ?? "basis.none";
  if (camera.health?.state === "live") return "screen.late_here";
  return camera.health?.reason || "camera.lost";
}

// What lies over a picture that is not fresh: its age from 2 s on, the reason from 5 s on.
function Cover({ camera, picture }: { camera: Camera; picture: PictureState }) {
  const { t, code, language } = useWords();
  if (picture.freshness === "fresh") return null;
  if (picture.freshness === "waiting") return <p className="cover soft">{t("screen.waiting_picture")}</p>;
  const age = picture.age_ms === null ? null : t("screen.picture_is_old", { age: duration(picture.age_ms, language) });
  if (picture.freshness === "stale") return <p className="cover old">{age}</p>;
  return (
    <div className="cover gone" role="status">
      <p className="mark">
        <Shape name="technical" /> <strong>{t("screen.no_picture")}</strong>
      </p>
      <p>{code(whyGone(camera, picture))}</p>
      {age && <p className="number">{age}</p>}
    </div>
  );
}
