// Skimming: each finding is kept, discarded or not judged yet; a stroke judges the one in hand and goes on to the next.
import type { Stroke } from "../keys/keymap";

export type Verdict = "kept" | "discarded";

export interface Skim {
  at: number;
  verdicts: Record<string, Verdict>;
}

export function skim(state: Skim, ids: string[], stroke: Stroke): Skim | null {
  const last = Math.max(0, ids.length - 1);
  const id = ids[state.at];
  if (stroke.kind === "named" && stroke.name === "ArrowDown") return { ...state, at: Math.min(last, state.at + 1) };
  if (stroke.kind === "named" && stroke.name === "ArrowUp") return { ...state, at: Math.max(0, state.at - 1) };
  if (stroke.kind !== "letter" || id === undefined || (stroke.letter !== "K" && stroke.letter !== "X")) return null;
  const verdict: Verdict = stroke.letter === "K" ? "kept" : "discarded";
  return { at: Math.min(last, state.at + 1), verdicts: { ...state.verdicts, [id]: verdict } };
}

export const keptOf = (state: Skim, ids: string[]) => ids.filter((id) => state.verdicts[id] === "kept");
