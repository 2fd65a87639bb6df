// Holds the City and keeps it live: reads the lists once the updates are connected, then folds what comes.
import { get } from "../api/client";
import { UpdatesSocket, type Connection, type Update } from "../api/updates";
import type { Alert, Camera, Incident, Status, Unit } from "../api/types";
import { serverClock } from "./clock";
import { cityOf, emptyCity, fold, type City } from "./state";

export interface Snapshot {
  city: City;
  connection: Connection;
  status: Status | null;
}

export class CityStore {
  private snapshot: Snapshot = { city: emptyCity, connection: { state: "connecting" }, status: null };
  private readonly listeners = new Set<() => void>();
  private readonly socket: UpdatesSocket;
  // Updates that arrive while the lists are being read; they carry whole states, so applying them afterwards is right.
  private early: Update[] | null = null;
  private statusTimer = 0;
  private stopped = false;

  constructor(private readonly may: (permission: string) => boolean) {
    this.socket = new UpdatesSocket({
      onFresh: () => void this.read(),
      onUpdate: (update) => this.take(update),
      onConnection: (connection) => this.set({ connection }),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): Snapshot => this.snapshot;

  start(): void {
    this.socket.start();
    void this.readStatus();
    this.statusTimer = window.setInterval(() => void this.readStatus(), 5_000);
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.statusTimer);
    this.socket.stop();
  }

  // An answer of the server to what this desk did is as good as the update that follows it, and sooner.
  learn(entity: "alert" | "incident" | "camera" | "unit", state: Alert | Incident | Camera | Unit): void {
    const cursor = 0;
    this.set({ city: fold(this.snapshot.city, { type: "fact", cursor, schema: "", subject: "", entity, id: state.id, state }) });
  }

  forget(entity: "camera", id: string): void {
    this.set({ city: fold(this.snapshot.city, { type: "fact", cursor: 0, schema: "", subject: "", entity, id, state: null }) });
  }

  private set(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }

  private take(update: Update): void {
    if (update.type === "ping") serverClock.heard(Date.parse(update.time), Date.now());
    else if (this.early) this.early.push(update);
    else this.set({ city: fold(this.snapshot.city, update) });
  }

  private async read(): Promise<void> {
    const early: Update[] = (this.early = []);
    const list = async <T>(permission: string, path: string): Promise<T | null> => (this.may(permission) ? get<T>(path) : null);
    try {
      const [cameras, units, incidents, alerts] = await Promise.all([
        list<{ cameras: Camera[] }>("camera.read", "/cameras"),
        list<{ units: Unit[] }>("unit.read", "/units"),
        list<{ incidents: Incident[] }>("incident.read", "/incidents?state=open"),
        list<{ alerts: Alert[] }>("alert.read", "/alerts?state=open&limit=1000"),
      ]);
      const read = cityOf({ cameras: cameras?.cameras ?? [], units: units?.units ?? [], incidents: incidents?.incidents ?? [], alerts: alerts?.alerts ?? [] });
      this.early = null;
      this.set({ city: early.reduce(fold, read) });
    } catch {
      if (!this.stopped) window.setTimeout(() => void this.read(), 2_000);
    }
  }

  private async readStatus(): Promise<void> {
    if (!this.may("system.read")) return;
    try {
      const status = await get<Status>("/status");
      serverClock.heard(Date.parse(status.time), Date.now());
      this.set({ status });
    } catch {
      // The connection's own state already says that the server is away.
    }
  }
}
