// What a person does with an alert. The fixed lists are the server's; the digit of a choice is its place in the list.
import { get, post } from "../api/client";
import type { Alert, Incident } from "../api/types";

export const confirm_hows = ["picture", "crew", "call"] as const;
export const dismiss_reasons = [
  "nothing_there",
  "animal_or_reflection",
  "allowed",
  "person_taken_for_object",
  "harmless",
  "already_open",
  "camera_moved",
  "exercise",
  "cannot_tell",
] as const;

export type Judgement = "confirm" | "dismiss";

const path = (alert: Alert, verb: string) => `/alerts/${encodeURIComponent(alert.id)}/${verb}`;

export const take = (alert: Alert) => post<Alert>(path(alert, "take"));
export const release = (alert: Alert) => post<Alert>(path(alert, "release"));
export const escalate = (alert: Alert) => post<Alert>(path(alert, "escalate"));
export const undo = (alert: Alert) => post<Alert>(path(alert, "undo"));
export const confirm = (alert: Alert, how: (typeof confirm_hows)[number]) => post<Alert>(path(alert, "confirm"), { how });
export const dismiss = (alert: Alert, reason: (typeof dismiss_reasons)[number]) => post<Alert>(path(alert, "dismiss"), { reason });
export const incidentOf = (alert: Alert) => get<Incident>(`/incidents/${encodeURIComponent(alert.incident ?? "")}`);

// The shape that tells what an alert is about (with its word beside it).
const life_kinds = new Set(["person_on_ground", "fire", "weapon"]);
export const shapeOf = ({ kind }: Alert): "verify" | "life" | "technical" => (kind.startsWith("camera_") ? "technical" : life_kinds.has(kind) ? "life" : "verify");

export const isJudged = (alert: Alert) => alert.state === "confirmed" || alert.state === "dismissed";
export const choices = (judgement: Judgement): readonly string[] => (judgement === "confirm" ? confirm_hows : dismiss_reasons);
