import { useCallback, useEffect, useRef, useState } from "react";
import { Problem, get, post } from "../api/client";
import type { Id } from "../api/types";
import { writesText } from "../keys/useStrokes";
import { directionOf, meaningOf, motion, type Direction, type PtzOrder, type PtzState } from "./ptz";

const look_every_ms = 1_000;
// The camera stops by itself two seconds after the last command: a key that stays down says so again well before that.
const repeat_every_ms = 500;

export interface Ptz {
  state: PtzState | null;
  problem: Problem | null;
  order: (order: PtzOrder) => void;
}

// The head of one camera that fills the wall: its state once a second, and its keys before the desk's own.
export function usePtz(camera: Id, me: Id, digitsAreFree: boolean): Ptz {
  const [state, setState] = useState<PtzState | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef({ state, me, digitsAreFree });
  latest.current = { state, me, digitsAreFree };
  const path = `/cameras/${encodeURIComponent(camera)}/ptz`;

  // One command at a time, the newest next: an answer that dawdles does not queue the keys up behind it.
  const sending = useRef(false);
  const waiting = useRef<PtzOrder | null>(null);
  const order = useCallback(
    (next: PtzOrder) => {
      waiting.current = next;
      const send = async () => {
        if (sending.current) return;
        sending.current = true;
        for (let now = waiting.current; now; now = waiting.current) {
          waiting.current = null;
          try {
            setState(await post<PtzState>(path, now));
            setProblem(null);
          } catch (error) {
            setProblem(error instanceof Problem ? error : new Problem(0, "error.internal", String(error)));
          }
        }
        sending.current = false;
      };
      void send();
    },
    [path],
  );

  useEffect(() => {
    let gone = false;
    const look = () =>
      get<PtzState>(path).then(
        (next) => !gone && setState(next),
        (error: unknown) => !gone && error instanceof Problem && setProblem(error),
      );
    void look();
    const timer = window.setInterval(look, look_every_ms);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [path]);

  useEffect(() => {
    const held = new Set<Direction>();
    let fast = false;
    const repeat = window.setInterval(() => held.size > 0 && order(motion(held, fast)), repeat_every_ms);
    const onDown = (event: KeyboardEvent) => {
      if (writesText(event.target)) return;
      const now = latest.current;
      const meaning = meaningOf(event, now.state, now.me, now.digitsAreFree);
      if (!meaning) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.repeat) return;
      fast = event.shiftKey;
      if (meaning.kind === "order") return order(meaning.order);
      held.add(meaning.direction);
      order(motion(held, fast));
    };
    const onUp = (event: KeyboardEvent) => {
      const direction = directionOf(event);
      if (direction && held.delete(direction)) order(motion(held, event.shiftKey));
    };
    const onLeave = () => {
      if (held.size === 0) return;
      held.clear();
      order({ act: "stop" });
    };
    window.addEventListener("keydown", onDown, true);
    window.addEventListener("keyup", onUp, true);
    window.addEventListener("blur", onLeave);
    return () => {
      clearInterval(repeat);
      onLeave();
      window.removeEventListener("keydown", onDown, true);
      window.removeEventListener("keyup", onUp, true);
      window.removeEventListener("blur", onLeave);
    };
  }, [order]);

  return { state, problem, order };
}
