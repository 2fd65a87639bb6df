import { useEffect, useRef } from "react";
import { useSession } from "../signin/session";
import { keysOf, translated } from "./bindings";
import { strokeOf, type Stroke } from "./keymap";

export function writesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

// Enter on a button or link is that button's own, the space bar also a tick's; arrows belong to whatever list or map holds the focus.
function belongsToFocus(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (event.key === " " && target instanceof HTMLInputElement) return true;
  if (event.key === "Enter" || event.key === " ") return !!target?.closest?.("button, a, summary, [role=option]");
  if (event.key.startsWith("Arrow")) return !!target?.closest?.("canvas, video, [role=radiogroup], input[type=range]");
  return false;
}

// One listener for the whole page; `take` says whether the stroke was used. `control`: whatever holds the focus would use it
// itself; who takes it all the same (Enter after a typed number) takes it from there.
export function useStrokes(take: (stroke: Stroke, control: boolean) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  const { account } = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog over the page has the keyboard to itself, its Escape too.
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const { key, code, ctrlKey, altKey, metaKey, shiftKey, repeat } = event;
      const pressed = strokeOf({ key, code, ctrlKey, altKey, metaKey, shiftKey, repeat, inTextField: writesText(event.target) });
      const stroke = pressed && translated(pressed, keysOf(account.id));
      if (stroke && latest.current(stroke, belongsToFocus(event))) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [account.id]);
}
