// A span of time as parts: recorded, held by a protection, or a gap. Pure.
export interface Recorded {
  from: number; // ms since 1970
  to: number;
  held: boolean;
}

export interface Part {
  kind: "recorded" | "held" | "gap";
  from: number;
  to: number;
}

// Between two minutes of one recording less than this is no gap: the next file begins with its first picture.
export const seam_ms = 2_000;

export function partsOf(recorded: readonly Recorded[], from: number, to: number): Part[] {
  const parts: Part[] = [];
  let at = from;
  for (const one of [...recorded].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(one.from, at);
    const end = Math.min(one.to, to);
    if (end <= begin) continue;
    const last = parts[parts.length - 1];
    const kind = one.held ? "held" : "recorded";
    if (begin - at > seam_ms) parts.push({ kind: "gap", from: at, to: begin });
    else if (last && last.kind === kind) {
      last.to = end;
      at = end;
      continue;
    }
    parts.push({ kind, from: begin - at > seam_ms ? begin : at, to: end });
    at = end;
  }
  if (to - at > seam_ms) parts.push({ kind: "gap", from: at, to });
  return parts;
}
