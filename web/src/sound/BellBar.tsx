import { useEffect, useRef, useState } from "react";
import { useSnapshot } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { Shape } from "../parts/Shape";
import { useMay, useSession } from "../signin/session";
import { bell } from "./bell";
import { loudest, ringing, type Tone } from "./calls";

const life_again_ms = 3_000;
const pause_ms = 2_000; // forty alerts that arrive one after the other within a second are one sound

// Rings for what calls this person, on whatever page they are; a red bar while the browser is mute.
export function BellBar() {
  const { t } = useWords();
  const { account } = useSession();
  const may = useMay();
  const { city } = useSnapshot();
  const [muted, setMuted] = useState(() => bell.muted());
  const [last, setLast] = useState<{ tone: Tone; times: number } | null>(null);
  const rung = useRef(new Set<string>());
  const lastRung = useRef(Number.NEGATIVE_INFINITY);
  const now = ringing(city.alerts.values(), account.id, may("officer.read"));

  useEffect(() => {
    const look = () => setMuted(bell.muted());
    const timer = window.setInterval(look, 1_000);
    const wake = () => void bell.unmute().then(look);
    window.addEventListener("pointerdown", wake);
    window.addEventListener("keydown", wake);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pointerdown", wake);
      window.removeEventListener("keydown", wake);
    };
  }, []);

  const ring = (tone: Tone) => {
    bell.ring(tone);
    setLast((before) => ({ tone, times: (before?.times ?? 0) + 1 }));
  };
  useEffect(() => {
    const fresh = now.filter(({ key }) => !rung.current.has(key));
    rung.current = new Set(now.map(({ key }) => key));
    const tone = loudest(fresh);
    if (!tone || (performance.now() - lastRung.current < pause_ms && tone !== "life")) return;
    lastRung.current = performance.now();
    ring(tone);
  });
  // Life in danger: until somebody takes it.
  const life = now.some(({ tone }) => tone === "life");
  useEffect(() => {
    if (!life) return undefined;
    const timer = window.setInterval(() => ring("life"), life_again_ms);
    return () => clearInterval(timer);
  }, [life]);

  return (
    <div className="bell" data-rung={last?.times ?? 0} data-tone={last?.tone}>
      {muted && may("alert.judge") && (
        <button type="button" className="sound-off" onClick={() => void bell.unmute()}>
          <Shape name="life" /> {t("screen.sound_off")}
        </button>
      )}
    </div>
  );
}
