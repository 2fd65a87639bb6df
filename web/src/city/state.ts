// What the desk knows of the city, as a fold over the server's updates. Pure: the store and the tests feed it.
import type { Update } from "../api/updates";
import type { Alert, Camera, Id, Incident, Unit } from "../api/types";

export interface City {
  loaded: boolean;
  cameras: ReadonlyMap<Id, Camera>;
  units: ReadonlyMap<Id, Unit>;
  incidents: ReadonlyMap<Id, Incident>;
  alerts: ReadonlyMap<Id, Alert>;
  book: number; // grows with each fact of the day-book or a hand-over: whoever shows them asks again
}

export const emptyCity: City = { loaded: false, cameras: new Map(), units: new Map(), incidents: new Map(), alerts: new Map(), book: 0 };

export interface Lists {
  cameras: Camera[];
  units: Unit[];
  incidents: Incident[];
  alerts: Alert[];
}

export function cityOf(lists: Lists): City {
  const byId = <T extends { id: Id }>(items: T[]) => new Map(items.map((item) => [item.id, item]));
  return { loaded: true, cameras: byId(lists.cameras), units: byId(lists.units), incidents: byId(lists.incidents), alerts: byId(lists.alerts), book: 0 };
}

function put<T>(items: ReadonlyMap<Id, T>, id: Id, item: T | null): ReadonlyMap<Id, T> {
  const next = new Map(items);
  if (item === null) next.delete(id);
  else next.set(id, item);
  return next;
}

function change<T>(items: ReadonlyMap<Id, T>, changes: [Id, (item: T) => T][]): ReadonlyMap<Id, T> {
  const next = new Map(items);
  for (const [id, edit] of changes) {
    const item = next.get(id);
    if (item !== undefined) next.set(id, edit(item));
  }
  return next;
}

// A crew's state is that of its assignment: an incident's new form moves its crews, for which no fact of their own comes.
function withIncident(city: City, id: Id, incident: Incident | null): City {
  const known = incident?.state ? incident : null; // a withdrawn incident has no form any more
  const moves = (known?.assignments ?? []).flatMap((assignment): [Id, (unit: Unit) => Unit][] => {
    if (!isOver(assignment)) return [[assignment.unit, (unit) => ({ ...unit, state: assignment.state, incident: id })]];
    return [[assignment.unit, (unit) => (unit.incident === id ? { ...unit, state: "available", incident: null } : unit)]];
  });
  return { ...city, incidents: put(city.incidents, id, known), units: moves.length > 0 ? change(city.units, moves) : city.units };
}

// An assignment is over once its crew is available again.
export const isOver = (assignment: { state: string; ended_at?: string | null }) => assignment.state === "available" || assignment.state === "ended" || !!assignment.ended_at;

export function fold(city: City, update: Update): City {
  switch (update.type) {
    case "fact": {
      const { id, state } = update;
      switch (update.entity) {
        case "camera": {
          const camera = state as Camera | null;
          // A configuration fact may come without health and counts, which live beside it: keep those we have.
          const known = city.cameras.get(id);
          return { ...city, cameras: put(city.cameras, id, camera === null || camera.removed ? null : { ...known, ...camera }) };
        }
        case "unit":
          return { ...city, units: put(city.units, id, state as Unit | null) };
        case "incident":
          return withIncident(city, id, state as Incident | null);
        case "assignment": // told by the new form of its incident
          return state ? withIncident(city, (state as Incident).id, state as Incident) : city;
        case "entry":
        case "handover":
          return { ...city, book: city.book + 1 };
        case "alert":
          return { ...city, alerts: put(city.alerts, id, state as Alert | null) };
        default:
          return city;
      }
    }
    case "health":
      return { ...city, cameras: change(city.cameras, update.cameras.map((health) => [health.camera, (camera) => ({ ...camera, health })])) };
    case "permits":
      return { ...city, cameras: change(city.cameras, [[update.camera, (camera) => ({ ...camera, permits: update.permits })]]) };
    case "counts":
      return {
        ...city,
        cameras: change(city.cameras, [[update.camera, (camera) => ({ ...camera, counts: { people: update.people, vehicles: update.vehicles, at: update.minute } })]]),
      };
    case "positions":
      return {
        ...city,
        units: change(city.units, update.units.map(({ id, lat, lon, at }) => [id, (unit) => ({ ...unit, lat, lon, position_at: at })])),
      };
    default:
      return city;
  }
}

export const camerasByNumber = (city: City): Camera[] => [...city.cameras.values()].sort((a, b) => a.number - b.number);

export const openIncidents = (city: City): Incident[] =>
  [...city.incidents.values()].filter((incident) => incident.state === "open").sort((a, b) => a.urgency - b.urgency || a.number - b.number);

// Escalated first, then the newest: an operator's eye starts at the top. Judged ones stay until their undo has run out; what nobody
// saw in its time is in the figures, not in the column.
export function waitingAlerts(city: City, now: number): Alert[] {
  const judged = (alert: Alert) => alert.state === "confirmed" || alert.state === "dismissed";
  return [...city.alerts.values()]
    .filter((alert) => !alert.not_seen || alert.state === "taken" || judged(alert))
    .filter((alert) => !judged(alert) || (alert.undo_until ? Date.parse(alert.undo_until) > now : false))
    .sort((a, b) => Number(b.state === "escalated") - Number(a.state === "escalated") || b.number - a.number);
}
