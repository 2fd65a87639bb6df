import { useCallback, useState } from "react";
import type { Alert, Id } from "../api/types";
import { useCityStore } from "../city/CityProvider";
import type { Stroke } from "../keys/keymap";
import { useTask, type Task } from "../parts/useTask";
import { useSession } from "../signin/session";
import { choices, confirm, confirm_hows, dismiss, dismiss_reasons, escalate, incidentOf, isJudged, release, take, undo, type Judgement } from "./judging";

export interface Judging {
  alert: Alert | null; // the one whose card is open
  choice: Judgement | null; // the list that the digits now answer
  task: Task;
  select: (id: Id | null) => void;
  begin: (judgement: Judgement) => void;
  choose: (index: number) => void;
  act: (what: "take" | "release" | "escalate" | "undo") => void;
  cancel: () => void;
  stroke: (stroke: Stroke) => boolean;
}

// The open card and the keys that act on it. The first key takes the alert, so that two desks never judge the same one.
export function useJudging(waiting: Alert[], mayJudge: boolean, onIncident: (id: Id) => void): Judging {
  const store = useCityStore();
  const { account } = useSession();
  const task = useTask();
  const [selected, setSelected] = useState<Id | null>(null);
  const [choice, setChoice] = useState<Judgement | null>(null);
  // What another desk has in hand is not opened by itself.
  const free = waiting.find((one) => !isJudged(one) && (!one.taken_by || one.taken_by === account.id));
  const alert = waiting.find(({ id }) => id === selected) ?? free ?? waiting[0] ?? null;
  const { run, clear } = task;

  const select = useCallback(
    (id: Id | null) => {
      setSelected(id);
      setChoice(null);
      clear();
    },
    [clear],
  );

  const learn = useCallback(
    (answer: Alert) => {
      store.learn("alert", answer);
      return answer;
    },
    [store],
  );

  // Keeps the card open on the alert that was acted upon, whatever arrives meanwhile.
  const taken = useCallback(
    async (wanted: Alert): Promise<Alert> => {
      setSelected(wanted.id);
      return wanted.taken_by === account.id ? wanted : learn(await take(wanted));
    },
    [account.id, learn],
  );

  const begin = useCallback(
    (judgement: Judgement) => {
      if (!alert || isJudged(alert) || task.busy) return;
      void run(async () => {
        await taken(alert);
        setChoice(judgement);
      });
    },
    [alert, run, taken, task.busy],
  );

  const choose = useCallback(
    (index: number) => {
      if (!alert || !choice || index < 0 || index >= choices(choice).length || task.busy) return;
      void run(async () => {
        const how = confirm_hows[index];
        const reason = dismiss_reasons[index];
        if (choice === "confirm" && how) {
          const confirmed = learn(await confirm(alert, how));
          setChoice(null);
          if (!confirmed.incident) return;
          store.learn("incident", await incidentOf(confirmed));
          onIncident(confirmed.incident);
        } else if (choice === "dismiss" && reason) {
          learn(await dismiss(alert, reason));
          setChoice(null);
        }
      });
    },
    [alert, choice, learn, onIncident, run, store, task.busy],
  );

  const act = useCallback(
    (what: "take" | "release" | "escalate" | "undo") => {
      if (!alert || task.busy) return;
      void run(async () => {
        if (what === "take") await taken(alert);
        else if (what === "release") learn(await release(alert));
        else if (what === "undo") learn(await undo(alert));
        else learn(await escalate(await taken(alert)));
      });
    },
    [alert, learn, run, taken, task.busy],
  );

  const cancel = useCallback(() => setChoice(null), []);

  const stroke = useCallback(
    (pressed: Stroke): boolean => {
      if (pressed.kind === "named") {
        if (pressed.name === "Escape" && choice) return cancel(), true;
        if (pressed.name !== "ArrowDown" && pressed.name !== "ArrowUp") return false;
        const at = waiting.findIndex(({ id }) => id === alert?.id) + (pressed.name === "ArrowDown" ? 1 : -1);
        const next = waiting[Math.min(waiting.length - 1, Math.max(0, at))];
        if (next) select(next.id);
        return waiting.length > 0;
      }
      if (!mayJudge || !alert) return false;
      if (pressed.kind === "digit") {
        if (choice) choose(pressed.digit - 1);
        return choice !== null;
      }
      switch (pressed.letter) {
        case "C":
          return begin("confirm"), true;
        case "D":
          return begin("dismiss"), true;
        case "T":
          return act("take"), true;
        case "E":
          return act("escalate"), true;
        case "Z":
          return act("undo"), true;
        default:
          return false;
      }
    },
    [act, alert, begin, cancel, choice, choose, mayJudge, select, waiting],
  );

  return { alert, choice, task, select, begin, choose, act, cancel, stroke };
}
