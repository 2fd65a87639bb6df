// Which alerts call whom, as the server says it (operations/calling.h), and with which sound. Pure.
import type { Alert, Id } from "../api/types";
import { shapeOf } from "../alerts/judging";

export type Tone = "verify" | "life" | "technical";

// An alert that waits calls the desk that its call names (none named, or the second step: every desk that sees it), and the duty
// officer once it is passed on.
export function calls(alert: Alert, account: Id, isOfficer: boolean): boolean {
  if (alert.not_seen) return false;
  if (alert.state === "escalated") return isOfficer;
  if (alert.state !== "raised" || !alert.call || isOfficer) return false;
  return alert.call.step === "other_desk" || alert.call.desks.length === 0 || alert.call.desks.includes(account);
}

export interface Ringing {
  key: string; // another key: it rings anew
  tone: Tone;
}

export function ringing(alerts: Iterable<Alert>, account: Id, isOfficer: boolean): Ringing[] {
  const list: Ringing[] = [];
  for (const alert of alerts) {
    if (!calls(alert, account, isOfficer)) continue;
    const step = alert.state === "escalated" ? "officer" : `${alert.call?.step} ${alert.call?.at}`;
    list.push({ key: `${alert.id} ${step}`, tone: shapeOf(alert) });
  }
  return list;
}

// The most urgent of several that begin at once: one sound, not forty.
export function loudest(list: readonly Ringing[]): Tone | null {
  for (const tone of ["life", "verify", "technical"] as const) if (list.some((one) => one.tone === tone)) return tone;
  return null;
}
