// Why a recording is looked at, kept or copied: the server's fixed list (law/consultation.h); a digit is the place in it.
import { serverClock } from "../city/clock";

export const view_reasons = ["incident", "alert", "partner_request", "complaint", "technical", "training", "other"] as const;
export type ViewReason = (typeof view_reasons)[number];

export const without_reason_ms = 10 * 60_000;
// The server measures when the request reaches it: asked a little early rather than refused.
const margin_ms = 2_000;

export const needsReason = (at: number, now = serverClock.now()): boolean => now - at > without_reason_ms - margin_ms;
