import { useEffect, useRef } from "react";
import { strokeOf, type Stroke } from "./keymap";

export function writesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

// Enter on a button or link is that button's own; arrows belong to whatever list or map holds the focus.
function belongsToFocus(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (event.key === "Enter") return !!target?.closest?.("button, a, summary, [role=option]");
  if (event.key.startsWith("Arrow")) return !!target?.closest?.("canvas, video, [role=radiogroup]");
  return false;
}

// One listener for the whole page; `take` says whether the stroke was used. `control`: whatever holds the focus would use it
// itself; who takes it all the same (Enter after a typed number) takes it from there.
export function useStrokes(take: (stroke: Stroke, control: boolean) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const { key, code, ctrlKey, altKey, metaKey, repeat } = event;
      const stroke = strokeOf({ key, code, ctrlKey, altKey, metaKey, repeat, inTextField: writesText(event.target) });
      if (stroke && latest.current(stroke, belongsToFocus(event))) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
