import { useState } from "react";
import type { Judging } from "../alerts/useJudging";
import type { Camera } from "../api/types";
import type { Incidents } from "../incidents/useIncidents";
import { typeNumber } from "../keys/keymap";
import { useStrokes } from "../keys/useStrokes";
import type { WallControl } from "../wall/useWall";
import { go } from "./pages";

export interface Digits {
  owner: "alert" | "crew" | "camera"; // whom a digit answers
  typed: string; // of a camera's number
  unknown: number | null; // a number that no camera has
}

interface Actions {
  judging: Judging;
  work: Incidents;
  wall: WallControl;
  cameraByNumber: (number: number) => Camera | undefined;
  toggleBoxes: () => void;
  write: () => void;
  book: (way: "entry" | "call") => void; // opens the card of the day-book
  escape: () => void;
  help: () => void;
}

const back_s = 30;

// Who gets a key: an open choice of the alert card first, then the choice of a crew, then the desk itself.
export function useDeskKeys(actions: Actions): Digits {
  const { judging, work, wall } = actions;
  const [typed, setTyped] = useState("");
  const [unknown, setUnknown] = useState<number | null>(null);
  const owner = judging.choice ? "alert" : work.assigning ? "crew" : "camera";

  useStrokes((stroke, control) => {
    if (control && !(owner === "camera" && typed)) return false;
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
          return wall.selectedTile()?.goBack(back_s), true;
        case "L":
          return wall.selectedTile()?.goLive(), true;
        case "?":
          return actions.help(), true;
      }
    }
    if (stroke.kind === "named" && stroke.name === "Escape") return actions.escape(), true;
    return work.stroke(stroke) || judging.stroke(stroke);
  });

  return { owner, typed, unknown };
}
