import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Feed, FeedProblem, ahead_limit, sendFile } from "./feed";

// Stands for the browser's WebSocket: says when it is open and remembers what was sent.
class Line {
  static last: Line;
  static readonly OPEN = 1;
  readyState = 1;
  sent: (ArrayBuffer | string)[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (() => void) | null;
  constructor(readonly url: string) {
    Line.last = this;
    queueMicrotask(() => this.onopen?.());
  }
  send(data: ArrayBuffer | string) {
    this.sent.push(data);
  }
  close() {
    this.onclose?.();
  }
  bytes() {
    return this.sent.reduce((sum, data) => sum + (typeof data === "string" ? 0 : data.byteLength), 0);
  }
}

beforeEach(() => {
  vi.stubGlobal("WebSocket", Line);
  vi.stubGlobal("location", { protocol: "http:", host: "localhost:8080" });
});
afterEach(() => vi.unstubAllGlobals());

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

it("stays within four mebibytes of what was accepted, then goes on to the end", async () => {
  const feed = await Feed.open("/api/v1/cameras/camera:9/feed");
  expect(Line.last.url).toBe("ws://localhost:8080/api/v1/cameras/camera:9/feed");
  const size = ahead_limit + 3_000_000;
  const done = sendFile(feed, new Blob([new Uint8Array(size)]), () => false);
  await settle();
  expect(Line.last.bytes()).toBeLessThanOrEqual(ahead_limit);
  expect(Line.last.bytes()).toBeGreaterThan(ahead_limit - 300_000);
  Line.last.onmessage?.({ data: JSON.stringify({ type: "accepted", bytes: ahead_limit }) });
  await done;
  expect(Line.last.bytes()).toBe(size);
  expect(Line.last.sent.at(-1)).toBe('{"end":true}');
});

it("says why when the server ends it", async () => {
  const feed = await Feed.open("/api/v1/cameras/camera:9/feed");
  Line.last.onmessage?.({ data: JSON.stringify({ type: "end", code: "file.damaged" }) });
  await expect(feed.send(new ArrayBuffer(1))).rejects.toEqual(new FeedProblem("file.damaged"));
});
