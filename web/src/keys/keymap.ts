// Letters go by the character they write (on AZERTY, "A" is where QWERTY has Q); digits by their physical place, because on
// AZERTY the digit row writes é"'( unless Shift is held. Neither acts inside a text field, nor with Ctrl, Alt or Meta.
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  repeat: boolean;
  inTextField: boolean;
  shiftKey?: boolean;
}

export type Stroke = { kind: "letter"; letter: string; shift?: true } | { kind: "digit"; digit: number } | { kind: "named"; name: "Enter" | "Escape" | "Backspace" | "ArrowUp" | "ArrowDown" | "Space" };

const named = new Set(["Enter", "Escape", "Backspace", "ArrowUp", "ArrowDown"]);

export function strokeOf(press: KeyPress): Stroke | null {
  if (press.ctrlKey || press.altKey || press.metaKey || press.repeat) return null;
  if (press.inTextField) return press.key === "Escape" ? { kind: "named", name: "Escape" } : null;
  if (press.key === " ") return { kind: "named", name: "Space" };
  if (named.has(press.key)) return { kind: "named", name: press.key as "Enter" };
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(press.code);
  if (digit) return { kind: "digit", digit: Number(digit[1]) };
  // Shift belongs to a letter, not to "?", which most keyboards write with it.
  if (/^[a-z?]$/i.test(press.key)) return { kind: "letter", letter: press.key.toUpperCase(), ...(press.shiftKey && press.key !== "?" ? { shift: true as const } : {}) };
  return null;
}

// Typing a camera's number: digits add up, Backspace takes one away, Enter calls it, Escape forgets it.
export function typeNumber(typed: string, stroke: Stroke): { typed: string; called?: number } {
  if (stroke.kind === "digit") return { typed: (typed + stroke.digit).replace(/^0+/, "").slice(0, 4) };
  if (stroke.kind === "named" && stroke.name === "Backspace") return { typed: typed.slice(0, -1) };
  if (stroke.kind === "named" && stroke.name === "Escape") return { typed: "" };
  if (stroke.kind === "named" && stroke.name === "Enter" && typed) return { typed: "", called: Number(typed) };
  return { typed };
}
