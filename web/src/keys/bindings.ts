// Which letter does what. The code speaks of the original letters; a person's own choice is translated where the stroke comes in,
// and kept in this browser for their account. Digits, Enter, Escape, the arrows and the space bar stay what they are.
import type { Key } from "../i18n/catalogue";
import type { Stroke } from "./keymap";

export const originals: readonly [string, Key][] = [
  ["T", "screen.help_take"],
  ["C", "screen.help_confirm"],
  ["D", "screen.help_dismiss"],
  ["E", "screen.help_escalate"],
  ["Z", "screen.help_undo"],
  ["N", "screen.help_entry"],
  ["K", "screen.help_call"],
  ["I", "screen.help_new"],
  ["J", "screen.help_daybook"],
  ["H", "screen.help_handover"],
  ["A", "screen.help_assign"],
  ["R", "screen.help_back"],
  ["L", "screen.help_live"],
  ["P", "screen.help_protect"],
  ["S", "screen.help_snapshot"],
  ["V", "screen.help_neighbours"],
  ["W", "screen.help_tiles"],
  ["B", "screen.help_boxes"],
  ["O", "screen.help_operator"],
];

export type Keys = Record<string, string>; // original letter → the person's own

const storage = (account: string) => `vigie.keys.${account}`;
const known = new Map<string, Keys>();

export function keysOf(account: string): Keys {
  const kept = known.get(account);
  if (kept) return kept;
  let read: Keys = {};
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(storage(account)) ?? "{}");
    if (parsed && typeof parsed === "object") read = clean(parsed as Record<string, unknown>);
  } catch {
    // Not ours or damaged: the original keys.
  }
  known.set(account, read);
  return read;
}

export function keepKeys(account: string, keys: Keys): void {
  known.set(account, keys);
  localStorage.setItem(storage(account), JSON.stringify(keys));
}

function clean(read: Record<string, unknown>): Keys {
  const keys: Keys = {};
  for (const [letter] of originals) {
    const own = read[letter];
    if (typeof own === "string" && /^[A-Z]$/.test(own) && !Object.values(keys).includes(own)) keys[letter] = own;
  }
  return keys;
}

export const letterOf = (original: string, keys: Keys): string => keys[original] ?? original;

// The action gets the letter; whoever had it gets the letter that becomes free, so that no action is ever without a key.
export function rebound(keys: Keys, original: string, letter: string): Keys {
  const free = letterOf(original, keys);
  const holder = originals.find(([other]) => letterOf(other, keys) === letter)?.[0];
  const next = { ...keys, [original]: letter };
  if (holder && holder !== original) next[holder] = free;
  for (const [other] of originals) if (next[other] === other) delete next[other];
  return next;
}

// What the code should hear; null for a letter that no longer does anything.
export function translated(stroke: Stroke, keys: Keys): Stroke | null {
  if (stroke.kind !== "letter" || stroke.letter === "?") return stroke;
  const original = originals.find(([letter]) => letterOf(letter, keys) === stroke.letter)?.[0];
  if (original) return { ...stroke, letter: original };
  return originals.some(([letter]) => letter === stroke.letter) ? null : stroke;
}
