import { useState } from "react";
import type { Judging } from "../alerts/useJudging";
import type { Camera } from "../api/types";
import type { Incidents } from "../incidents/useIncidents";
import { typeNumber } from "../keys/keymap";
import { useStrokes } from "../keys/useStrokes";
import { wall_sizes } from "../wall/slots";
import type { WallControl } from "../wall/useWall";
import { go } from "./pages";
import type { Looking } from "./useLooking";

export interface Digits {
  owner: "alert" | "crew" | "why" | "camera" | "off"; // whom a digit answers; off: the server does not answer, no key acts
  typed: string; // of a camera's number
  unknown: number | null; // a number that no camera has
}

interface Actions {
  judging: Judging;
  work: Incidents;
  wall: WallControl;
  looking: Looking;
  connected: boolean;
  neighbours: () => void;
  changeOperator: () => void;
  cameraByNumber: (number: number) => Camera | undefined;
  toggleBoxes: () => void;
  write: () => void;
  book: (way: "entry" | "call") => void; // opens the card of the day-book
  escape: () => void;
  help: () => void;
}

const back_s = 30;
const far_back_s = 300;

const nextSize = (tiles: number): number => wall_sizes[(wall_sizes.indexOf(tiles as 4) + 1) % wall_sizes.length] ?? wall_sizes[0];

// Who gets a key: a reason that is asked for first, then an open choice of the alert card, then the choice of a crew, then the desk itself.
export function useDeskKeys(actions: Actions): Digits {
  const { judging, work, wall, looking } = actions;
  const [typed, setTyped] = useState("");
  const [unknown, setUnknown] = useState<number | null>(null);
  const owner = !actions.connected ? "off" : looking.why.asking ? "why" : judging.choice ? "alert" : work.assigning ? "crew" : "camera";

  useStrokes((stroke, control) => {
    if (control && !(owner === "camera" && typed)) return false;
    if (owner === "off") return stroke.kind === "letter" && stroke.letter === "?" ? (actions.help(), true) : false;
    if (owner === "why" && looking.why.stroke(stroke)) return true;
    if (owner === "alert" && judging.stroke(stroke)) return true;
    if (owner === "crew" && work.stroke(stroke)) return true;
    if (stroke.kind === "digit" || (typed && stroke.kind === "named")) {
      const next = typeNumber(typed, stroke);
      setTyped(next.typed);
      setUnknown(null);
      if (next.called !== undefined) {
        const camera = actions.cameraByNumber(next.called);
        if (camera) wall.show(camera.id);
        else setUnknown(next.called);
      }
      return true;
    }
    if (stroke.kind === "letter") {
      switch (stroke.letter) {
        case "B":
          return actions.toggleBoxes(), true;
        case "N":
          return actions.book("entry"), true;
        case "K":
          return actions.book("call"), true;
        case "I":
          return actions.write(), true;
        case "J":
          return go("/daybook"), true;
        case "H":
          return go("/handover"), true;
        case "R":
          return looking.goBack(stroke.shift ? far_back_s : back_s), true;
        case "L":
          return looking.goLive(), true;
        case "P":
          return looking.protect(), true;
        case "S":
          return looking.snapshot(), true;
        case "V":
          return actions.neighbours(), true;
        case "W":
          return wall.resize(nextSize(wall.wall.slots.length)), true;
        case "O":
          return actions.changeOperator(), true;
        case "?":
          return actions.help(), true;
      }
    }
    if (stroke.kind === "named" && stroke.name === "Space") return looking.pauseOrResume(), true;
    if (stroke.kind === "named" && stroke.name === "Escape") return actions.escape(), true;
    return work.stroke(stroke) || judging.stroke(stroke);
  });

  return { owner, typed, unknown };
}
