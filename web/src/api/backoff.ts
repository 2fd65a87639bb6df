// How long to wait before the n-th try again: doubling from half a second to 15 s, spread by a random share so that all
// desks do not come back in the same instant after a restart.
export function backoff(attempt: number, random: number): number {
  const whole = Math.min(15_000, 500 * 2 ** Math.min(attempt, 6));
  return Math.round(whole * (0.5 + random / 2));
}
