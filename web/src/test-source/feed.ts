// Sends a file or a webcam's chunks to the server, in order, never more than 4 MiB ahead of what it has accepted.
import { socketUrl } from "../api/client";

export const ahead_limit = 4 * 1024 * 1024;
const piece = 256 * 1024;

type Answer = { type: "accepted"; bytes: number } | { type: "end"; code: string; detail?: string };

export class FeedProblem extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export class Feed {
  private sent = 0;
  private accepted = 0;
  private failure: FeedProblem | null = null;
  private waiting: (() => void) | null = null;

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = (event) => this.heard(event.data as string);
    socket.onclose = () => this.fail("stream.ended");
  }

  // `path` as the server gave it, e.g. /api/v1/cameras/camera:9/feed.
  static open(path: string): Promise<Feed> {
    const socket = new WebSocket(socketUrl(path.replace(/^\/api\/v1/, "")));
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve(new Feed(socket));
      socket.onerror = () => reject(new FeedProblem("screen.no_answer"));
    });
  }

  // Resolves when the bytes are on their way and there is room for more.
  async send(bytes: ArrayBuffer): Promise<void> {
    while (!this.failure && this.sent + bytes.byteLength - this.accepted > ahead_limit) await new Promise<void>((wake) => (this.waiting = wake));
    if (this.failure) throw this.failure;
    this.socket.send(bytes);
    this.sent += bytes.byteLength;
  }

  end(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ end: true }));
  }

  close(): void {
    this.socket.onclose = null;
    this.socket.close();
    this.fail("stream.ended");
  }

  private heard(text: string): void {
    const answer = JSON.parse(text) as Answer;
    if (answer.type === "accepted") {
      this.accepted = Math.max(this.accepted, answer.bytes);
      this.wake();
    } else {
      this.fail(answer.code);
    }
  }

  private fail(code: string): void {
    this.failure ??= new FeedProblem(code);
    this.wake();
  }

  private wake(): void {
    this.waiting?.();
    this.waiting = null;
  }
}

export async function sendFile(feed: Feed, file: Blob, stopped: () => boolean): Promise<void> {
  for (let from = 0; from < file.size && !stopped(); from += piece) await feed.send(await file.slice(from, from + piece).arrayBuffer());
  if (!stopped()) feed.end();
}
