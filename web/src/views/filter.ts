// The filter of the viewing log: days of the city's calendar, both included, become instants.
export interface Filter {
  from: string; // "2026-11-25"
  to: string;
  camera: string; // its number
  action: string;
  who: string;
}

// The instant at which a day of the city begins. Twice, because the offset at a guess may not be that of the instant (clock change).
export function dayStart(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let at = midnight;
  for (let i = 0; i < 2; ++i) at = midnight - offsetAt(at, zone);
  return at;
}

function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at / 1_000) * 1_000;
}

const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

export function today(zone: string, now = Date.now()): Filter {
  const day = new Date(now + offsetAt(now, zone)).toISOString().slice(0, 10);
  return { from: day, to: day, camera: "", action: "", who: "" };
}

export function query(filter: Filter, zone: string): string {
  const words = new URLSearchParams({ from: new Date(dayStart(filter.from, zone)).toISOString(), to: new Date(dayStart(nextDay(filter.to), zone)).toISOString() });
  if (filter.camera.trim()) words.set("camera", `camera:${filter.camera.trim().replace(/^camera:/, "")}`);
  if (filter.action) words.set("action", filter.action);
  if (filter.who.trim()) words.set("who", filter.who.trim());
  return words.toString();
}
