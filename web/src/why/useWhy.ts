import { useCallback, useState } from "react";
import type { Stroke } from "../keys/keymap";
import type { Why } from "../player/live_player";
import { view_reasons } from "./reasons";

export interface Asking {
  title: string;
  onSaid: (why: Why) => void;
}

export interface WhyControl {
  asking: Asking | null;
  words: string;
  write: (words: string) => void;
  ask: (asking: Asking) => void;
  choose: (index: number) => void;
  cancel: () => void;
  stroke: (stroke: Stroke) => boolean;
}

// One question at a time; while it stands the digits answer it.
export function useWhy(): WhyControl {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [words, write] = useState("");
  const ask = useCallback((next: Asking) => {
    write("");
    setAsking(next);
  }, []);
  const cancel = useCallback(() => setAsking(null), []);
  const choose = useCallback(
    (index: number) => {
      const reason = view_reasons[index];
      if (!asking || !reason || (reason === "other" && !words.trim())) return;
      setAsking(null);
      asking.onSaid({ reason, words: words.trim() });
    },
    [asking, words],
  );
  const stroke = useCallback(
    (pressed: Stroke) => {
      if (!asking) return false;
      if (pressed.kind === "digit") return choose(pressed.digit - 1), true;
      if (pressed.kind === "named" && pressed.name === "Escape") return cancel(), true;
      return false;
    },
    [asking, cancel, choose],
  );
  return { asking, words, write, ask, choose, cancel, stroke };
}
