// Going back, pausing, keeping and copying on the selected picture; what needs a reason asks for it first.
import { useCallback, useState } from "react";
import { Problem } from "../api/client";
import type { Camera } from "../api/types";
import { serverClock } from "../city/clock";
import { useWords } from "../i18n/language";
import { clockTime, dayAndTime } from "../i18n/time";
import { protect, spanOf } from "../protect/protect";
import { useMay, useSession } from "../signin/session";
import type { TileHandle } from "../tile/Tile";
import { captioned, download, noteSnapshot, stillOf } from "../wall/snapshot";
import type { WallControl } from "../wall/useWall";
import { needsReason } from "../why/reasons";
import { useWhy, type WhyControl } from "../why/useWhy";

export interface Looking {
  why: WhyControl;
  goBack: (seconds: number) => void;
  goTo: (at: number) => void;
  goLive: () => void;
  pauseOrResume: () => void;
  protect: () => void;
  snapshot: () => void;
  said: string | null; // what was done, for the screen
  problem: Problem | null;
}

export function useLooking(wall: WallControl, selected: Camera | undefined, onProtected: () => void): Looking {
  const { t, language, word } = useWords();
  const { city, account } = useSession();
  const may = useMay();
  const why = useWhy();
  const [said, setSaid] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { ask } = why;
  const time = (at: number) => clockTime(at, city.zone, language);

  const attempt = useCallback(async (work: () => Promise<void>) => {
    setSaid(null);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "error.internal", String(error)));
    }
  }, []);

  const look = (handle: TileHandle, at: number) => {
    const wanted = Math.min(at, serverClock.now());
    if (!needsReason(wanted)) handle.goTo(wanted);
    else if (may("view.replay")) ask({ title: t("screen.look_why"), onSaid: (reason) => handle.goTo(wanted, reason) });
  };
  const goTo = (at: number) => {
    const handle = wall.selectedTile();
    if (handle) look(handle, at);
  };

  return {
    why,
    goTo,
    goBack: (seconds) => goTo((wall.selectedTile()?.pictureAt() ?? serverClock.now()) - seconds * 1_000),
    goLive: () => wall.selectedTile()?.goLive(),
    pauseOrResume: () => {
      const handle = wall.selectedTile();
      const at = handle?.pictureAt();
      if (!handle || at === null || at === undefined) return;
      if (handle.paused()) look(handle, at);
      else handle.pause();
    },
    protect: () => {
      if (!selected || !may("protect.write")) return;
      const span = spanOf(wall.selectedTile()?.pictureAt() ?? serverClock.now(), serverClock.now());
      ask({
        title: t("screen.protect_why", { cameras: selected.number, from: time(span.from), to: time(span.to) }),
        onSaid: (reason) =>
          void attempt(async () => {
            const kept = await protect([selected.id], span, reason);
            setSaid(t("screen.protected_until", { number: kept.number, n: kept.segments ?? 0, time: dayAndTime(kept.until, city.zone, language) }));
            onProtected();
          }),
      });
    },
    snapshot: () => {
      const handle = wall.selectedTile();
      const video = handle?.video();
      const at = handle?.pictureAt();
      if (!selected || !video || at === null || at === undefined) return;
      const still = stillOf(video);
      if (!still) return;
      ask({
        title: t("screen.snapshot_why", { number: selected.number, time: time(at) }),
        onSaid: (reason) =>
          void attempt(async () => {
            const noted = await noteSnapshot(selected, at, reason);
            const lines = [
              `${t("screen.camera_n", { number: selected.number })} · ${selected.name} · ${dayAndTime(at, city.zone, language)} (${city.zone})`,
              `${account.name} · ${word("view_reason", reason.reason)} · ${noted.id}${noted.exercise ? ` · ${t("screen.exercise")}` : ""}`,
            ];
            download(captioned(still, lines), `camera-${selected.number}-${new Date(at).toISOString().replace(/[:.]/g, "-")}.png`);
          }),
      });
    },
    said,
    problem,
  };
}
