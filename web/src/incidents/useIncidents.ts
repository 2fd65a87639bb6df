import { useCallback, useState } from "react";
import type { Advice, Id, Incident, Unit } from "../api/types";
import { useCityStore } from "../city/CityProvider";
import type { Stroke } from "../keys/keymap";
import { useTask, type Task } from "../parts/useTask";
import { useMay } from "../signin/session";
import { useAdvice } from "./useAdvice";
import { isOver } from "../city/state";
import { assign, choicesOf, closeIncident, readIncident, step, type UnitStep, type outcomes } from "./work";

export interface Incidents {
  incident: Incident | null; // the one whose card is open
  advice: Advice | null;
  assigning: boolean; // Enter sends the first crew, a digit the one of that place
  task: Task;
  select: (id: Id | null) => void;
  startAssigning: () => void;
  assign: (unit: Id) => void;
  step: (assignment: Id, state: UnitStep) => void;
  close: (outcome: (typeof outcomes)[number], words: string) => void;
  stroke: (stroke: Stroke) => boolean;
}

export function useIncidents(open: Incident[], units: ReadonlyMap<Id, Unit>): Incidents {
  const store = useCityStore();
  const may = useMay();
  const task = useTask();
  const { run, clear } = task;
  const [selected, setSelected] = useState<Id | null>(null);
  const [assigning, setAssigning] = useState(false);
  const incident = open.find(({ id }) => id === selected) ?? null;
  const changed = [...units.values()].map((unit) => unit.state).join() + (incident?.assignments.length ?? 0);
  const { advice } = useAdvice(incident && may("unit.read") ? incident.id : null, changed);

  const select = useCallback(
    (id: Id | null) => {
      setSelected(id);
      setAssigning(false);
      clear();
    },
    [clear],
  );

  const send = useCallback(
    (unit: Id) => {
      if (!incident || task.busy) return;
      void run(async () => {
        store.learn("incident", await assign(incident.id, unit));
        setAssigning(false);
      });
    },
    [incident, run, store, task.busy],
  );

  const type = useCallback(
    (assignment: Id, state: UnitStep) => {
      if (!incident || task.busy) return;
      void run(async () => {
        await step(assignment, state);
        store.learn("incident", await readIncident(incident.id));
      });
    },
    [incident, run, store, task.busy],
  );

  const close = useCallback(
    (outcome: (typeof outcomes)[number], words: string) => {
      if (!incident || task.busy) return;
      void run(async () => {
        store.learn("incident", await closeIncident(incident.id, outcome, words));
        setSelected(null);
      });
    },
    [incident, run, store, task.busy],
  );

  const startAssigning = useCallback(() => {
    const wanted = incident ?? open.find(({ assignments }) => assignments.every(isOver)) ?? open[0];
    if (!wanted || !may("unit.assign")) return;
    setSelected(wanted.id);
    setAssigning(true);
  }, [incident, may, open]);

  const stroke = useCallback(
    (pressed: Stroke): boolean => {
      if (pressed.kind === "letter") return pressed.letter === "A" && (startAssigning(), true);
      if (!assigning) return false;
      const place = pressed.kind === "digit" ? pressed.digit - 1 : pressed.name === "Enter" ? 0 : -1;
      const chosen = advice ? choicesOf(advice)[place] : undefined;
      if (chosen) send(chosen);
      else if (pressed.kind === "named" && pressed.name === "Escape") setAssigning(false);
      return chosen !== undefined || pressed.kind === "digit" || pressed.name === "Escape" || pressed.name === "Enter";
    },
    [advice, assigning, send, startAssigning],
  );

  return { incident, advice, assigning, task, select, startAssigning, assign: send, step: type, close, stroke };
}
