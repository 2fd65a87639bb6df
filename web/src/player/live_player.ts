// Live pictures, going back and playback: fragments over one WebSocket into a video element whose time is the wall clock.
import { backoff } from "../api/backoff";
import { Problem, get, socketUrl } from "../api/client";
import type { Id, InstantBox } from "../api/types";
import { Overlays } from "./overlays";
import { Arrivals, liveStep, replayStep, type Step } from "./pace";
import { PictureBuffer } from "./picture_buffer";

export interface LiveOptions {
  camera: Id;
  boxes: boolean;
  stream: "main" | "sub"; // the smaller one where there is one
  now: () => number; // the server's clock, ms
  onPicture: (at: number, boxes: InstantBox[]) => void; // each time another picture is on screen
}

export type End = { code: string; detail?: string };
export type Why = { reason: string; words: string };

export const reasonQuery = (why: Why | null) => (why ? `&reason=${encodeURIComponent(why.reason)}&words=${encodeURIComponent(why.words)}` : "");

type ServerText =
  | { type: "init"; codec: string; at: string; width: number; height: number }
  | { type: "boxes"; at: string; boxes: InstantBox[] }
  | { type: "gap"; from: string; to: string }
  | { type: "end"; code: string; detail?: string };

const tick_ms = 100;
const caught_up_ms = 1_500;
const other_moment_s = 2;

export class LivePlayer {
  pictureAt: number | null = null; // ms since 1970 of the picture on screen
  presentedAt: number | null = null; // when it was put there
  waitingSince = performance.now(); // for the first picture of this moment
  mode: "live" | "back" = "live";
  end: End | null = null; // why the pictures stopped, as the server said
  paused = false; // by the operator: the picture stands, and nothing is watched meanwhile
  private socket: WebSocket | null = null;
  private buffer: PictureBuffer | null = null;
  private awaitedInit: string | null = null; // codec of the init whose bytes come next
  private skipping = false; // fragments of the moment that was left, until the next init
  private wanted: number | null = null; // replay: seconds since 1970 to arrive at
  private attempt = 0;
  private retry = 0;
  private ticker = 0;
  private stopped = false;
  private why: Why | null = null; // of a look more than ten minutes back; said again when the line breaks
  private arrivals = new Arrivals();
  private readonly overlays = new Overlays();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: LiveOptions,
  ) {}

  start(): void {
    this.ticker = window.setInterval(() => this.tick(), tick_ms);
    this.watchPictures();
    this.open();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.ticker);
    clearTimeout(this.retry);
    this.closeAll();
  }

  // ms since 1970. Further back than ten minutes the server wants a reason.
  goTo(from: number, why: Why | null = null): void {
    this.why = why ?? this.why;
    this.leave("back", from / 1_000);
    this.say({ type: "seek", from: new Date(from).toISOString(), ...this.why });
  }

  pause(): void {
    if (this.pictureAt === null) return;
    this.paused = true;
    this.video.pause();
    this.say({ type: "pause" });
  }

  goLive(): void {
    if (this.mode === "live" && !this.paused) return;
    this.leave("live", null);
    this.say({ type: "live" });
  }

  private leave(mode: "live" | "back", wanted: number | null): void {
    this.mode = mode;
    this.paused = false;
    this.wanted = wanted;
    this.skipping = true;
    this.pictureAt = this.presentedAt = null;
    this.waitingSince = performance.now();
    this.overlays.clear();
    this.buffer?.clear();
  }

  private say(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    else if (this.socket?.readyState !== WebSocket.CONNECTING) this.open(); // a line that broke during a pause
  }

  private open(): void {
    clearTimeout(this.retry);
    if (this.paused) return; // opened again when the operator goes on
    this.closeAll();
    this.arrivals = new Arrivals();
    this.skipping = false;
    if (this.wanted === null) this.mode = "live"; // a replay that had arrived is not begun again
    this.buffer = new PictureBuffer(this.video, (code) => this.reopen({ code }));
    const from = this.mode === "back" && this.wanted !== null ? `&from=${new Date(this.wanted * 1_000).toISOString()}${reasonQuery(this.why)}` : "";
    const path = `/live/${encodeURIComponent(this.options.camera)}?stream=${this.options.stream}&boxes=${this.options.boxes ? 1 : 0}${from}`;
    const socket = new WebSocket(socketUrl(path));
    let opened = false;
    socket.onopen = () => (opened = true);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => {
      if (typeof event.data === "string") this.takeText(JSON.parse(event.data) as ServerText);
      else this.takeBytes(event.data as ArrayBuffer);
    };
    socket.onclose = () => {
      if (!opened) this.askWhy(path);
      this.reopen(this.end);
    };
    this.socket = socket;
  }

  // A browser does not say why a WebSocket was refused; the same address without one does.
  private askWhy(path: string): void {
    get(path).catch((problem: unknown) => {
      if (problem instanceof Problem && problem.status !== 426 && !this.stopped) this.end = { code: problem.code, detail: problem.detail };
    });
  }

  private closeAll(): void {
    if (this.socket) {
      this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
      this.socket.close();
      this.socket = null;
    }
    this.buffer?.close();
    this.buffer = null;
  }

  private reopen(end: End | null): void {
    if (this.stopped) return;
    this.end = end;
    clearTimeout(this.retry);
    this.retry = window.setTimeout(() => this.open(), backoff(this.attempt++, Math.random()));
  }

  private takeText(message: ServerText): void {
    switch (message.type) {
      case "init":
        this.awaitedInit = message.codec;
        this.skipping = false;
        break;
      case "boxes":
        this.overlays.add(Date.parse(message.at), message.boxes);
        break;
      case "end":
        this.end = { code: message.code, detail: message.detail };
        break;
      case "gap": // the jump itself is seen in the buffer
        break;
    }
  }

  private takeBytes(bytes: ArrayBuffer): void {
    if (this.skipping) return;
    if (this.awaitedInit !== null) {
      this.buffer?.init(this.awaitedInit, bytes);
      this.awaitedInit = null;
      return;
    }
    this.attempt = 0;
    this.end = null;
    this.arrivals.heard(performance.now());
    this.buffer?.append(bytes);
  }

  private tick(): void {
    const range = this.buffer?.newest();
    // A jump that is under way is left alone: asked again before it arrives, a slow machine would never arrive.
    if (!range || this.video.seeking || this.paused) return;
    const place = { currentTime: this.video.currentTime, ...range };
    const step = this.mode === "live" ? liveStep(place, this.arrivals.target()) : replayStep(place, this.wanted);
    this.take(step);
    if (this.mode === "back" && this.wanted === null && this.pictureAt !== null && this.options.now() - this.pictureAt < caught_up_ms) this.mode = "live";
    this.buffer?.evict();
    // Muted pictures may always play; a refusal (page hidden at load) is asked again at the next tick.
    if (this.video.paused) void this.video.play().catch(() => undefined);
  }

  private take(step: Step): void {
    if ("seek" in step) {
      this.video.currentTime = step.seek;
      this.video.playbackRate = 1;
      this.wanted = null;
    } else if (this.video.playbackRate !== step.rate) {
      this.video.playbackRate = step.rate;
    }
  }

  private watchPictures(): void {
    this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      if (this.stopped) return;
      // Just after a jump the browser may still tell of a picture of the moment that was left: taken for the present one, it would
      // end a replay before it began.
      if (!this.skipping && this.wanted === null && Math.abs(mediaTime - this.video.currentTime) < other_moment_s) this.shown(mediaTime * 1_000);
      this.watchPictures();
    });
  }

  private shown(at: number): void {
    this.pictureAt = at;
    this.presentedAt = performance.now();
    this.options.onPicture(at, this.overlays.at(at));
  }
}
