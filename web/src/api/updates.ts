// The live updates: one WebSocket that resumes at the cursor it had reached, so that nothing is missed.
import { socketUrl } from "./client";
import { backoff } from "./backoff";
import type { Alert, Camera, CameraHealth, Id, Incident, Iso, Unit } from "./types";

export interface FactUpdate {
  type: "fact";
  cursor: number;
  schema: string;
  subject: string;
  entity: string;
  id: Id;
  state: Alert | Camera | Incident | Unit | Record<string, unknown> | null;
}
export type Update =
  | { type: "hello"; cursor: number }
  | FactUpdate
  | { type: "health"; cameras: (CameraHealth & { camera: Id })[] }
  | { type: "permits"; camera: Id; permits: NonNullable<Camera["permits"]> }
  | { type: "positions"; units: { id: Id; lat: number; lon: number; at: Iso; simulated: boolean }[] }
  | { type: "counts"; camera: Id; minute: Iso; people: number; vehicles: number }
  | { type: "ping"; time: Iso }
  | { type: "closed"; code: string };

export type Connection = { state: "connecting" } | { state: "open" } | { state: "away"; since: number; lastData: number } | { state: "closed"; code: string };

export interface UpdateListener {
  // A first connection, or one whose cursor the server no longer knows: everything has to be read afresh.
  onFresh: () => void;
  onUpdate: (update: Update) => void;
  onConnection: (connection: Connection) => void;
}

// The server pings every 10 s; silence for longer means that the line is dead although nobody said so.
const silence_ms = 25_000;

export class UpdatesSocket {
  private socket: WebSocket | null = null;
  private cursor: number | null = null;
  private attempt = 0;
  private retry = 0;
  private watchdog = 0;
  private stopped = false;
  private awaySince = 0;
  private lastData = Date.now();

  constructor(private readonly listener: UpdateListener) {}

  start(): void {
    this.listener.onConnection({ state: "connecting" });
    this.open();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    this.socket?.close();
  }

  private open(): void {
    const socket = new WebSocket(socketUrl(this.cursor === null ? "/updates" : `/updates?cursor=${this.cursor}`));
    this.socket = socket;
    socket.onopen = () => this.heard();
    socket.onmessage = (event) => {
      this.heard();
      if (typeof event.data === "string") this.take(JSON.parse(event.data) as Update);
    };
    socket.onclose = () => this.lost();
  }

  private take(update: Update): void {
    if (update.type === "hello") {
      const resumed = this.cursor !== null && update.cursor >= this.cursor;
      this.attempt = 0;
      this.awaySince = 0;
      this.listener.onConnection({ state: "open" });
      if (!resumed) {
        this.cursor = update.cursor;
        this.listener.onFresh();
      }
      return;
    }
    // A server that stops is expected back: the line is tried again as after any other break.
    if (update.type === "closed" && update.code === "server.stopping") return;
    if (update.type === "closed") {
      this.stopped = true;
      this.listener.onConnection({ state: "closed", code: update.code });
    }
    this.listener.onUpdate(update);
    if (update.type === "fact") this.cursor = update.cursor;
  }

  private heard(): void {
    this.lastData = Date.now();
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => this.socket?.close(), silence_ms);
  }

  private lost(): void {
    clearTimeout(this.watchdog);
    if (this.stopped) return;
    this.awaySince ||= Date.now();
    this.listener.onConnection({ state: "away", since: this.awaySince, lastData: this.lastData });
    this.retry = window.setTimeout(() => this.open(), backoff(this.attempt++, Math.random()));
  }
}
