// One MediaSource with one SourceBuffer: appends in order, forgets what has been seen, says when it broke.

export interface Range {
  start: number;
  end: number;
}

const keep_behind_s = 10;
const evict_from_s = 20;
// About half a minute of pictures that could not be appended: the browser is not decoding, a fresh start is better.
const capacity = 400;

function joined(parts: ArrayBuffer[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole.buffer;
}

export class PictureBuffer {
  private readonly source = new MediaSource();
  private readonly url: string;
  private buffer: SourceBuffer | null = null;
  private codec = "";
  private queue: (ArrayBuffer | { remove: Range } | { codec: string })[] = [];
  private clearing = false; // until the first bytes after a clear
  private closed = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onBroken: (code: string) => void,
  ) {
    this.url = URL.createObjectURL(this.source);
    this.source.addEventListener("sourceopen", () => this.work());
    this.video.src = this.url;
  }

  close(): void {
    this.closed = true;
    this.queue = [];
    this.video.removeAttribute("src");
    this.video.load();
    URL.revokeObjectURL(this.url);
  }

  init(codec: string, segment: ArrayBuffer): void {
    if (!MediaSource.isTypeSupported(codec)) return this.broken("codec.unsupported");
    this.queue.push({ codec }, segment);
    this.work();
  }

  append(fragment: ArrayBuffer): void {
    if (this.queue.length >= capacity) return this.broken("stream.slow");
    this.queue.push(fragment);
    this.work();
  }

  // Forgets everything, queued or buffered: another moment is about to come.
  clear(): void {
    this.clearing = true;
    this.queue = [{ remove: { start: 0, end: Number.POSITIVE_INFINITY } }];
    this.work();
  }

  newest(): Range | null {
    if (this.clearing) return null;
    const ranges = this.buffer && this.source.readyState === "open" ? this.buffer.buffered : null;
    if (!ranges || ranges.length === 0) return null;
    return { start: ranges.start(ranges.length - 1), end: ranges.end(ranges.length - 1) };
  }

  evict(): void {
    const ranges = this.buffer && this.source.readyState === "open" ? this.buffer.buffered : null;
    if (!ranges || ranges.length === 0 || this.queue.length > 0) return;
    if (ranges.start(0) < this.video.currentTime - evict_from_s) {
      this.queue.push({ remove: { start: 0, end: this.video.currentTime - keep_behind_s } });
      this.work();
    }
  }

  private work(): void {
    while (!this.closed && this.source.readyState === "open" && !this.buffer?.updating) {
      const next = this.queue[0];
      if (next === undefined) return;
      try {
        // Whatever came while the buffer was busy goes in as one: a slow machine catches up instead of falling behind.
        const waiting = this.queue.findIndex((one) => !(one instanceof ArrayBuffer));
        const together = waiting === -1 ? this.queue.length : Math.max(waiting, 1);
        this.do(together > 1 ? joined(this.queue.slice(0, together) as ArrayBuffer[]) : next);
        this.queue.splice(0, together);
      } catch (error) {
        if (error instanceof DOMException && error.name === "QuotaExceededError" && this.makeRoom()) return;
        return this.broken("stream.ended");
      }
    }
  }

  private do(next: ArrayBuffer | { remove: Range } | { codec: string }): void {
    if (next instanceof ArrayBuffer) {
      this.buffer?.appendBuffer(next);
      this.clearing = false;
    } else if ("remove" in next) this.buffer?.remove(next.remove.start, next.remove.end);
    else this.useCodec(next.codec);
  }

  private useCodec(codec: string): void {
    if (!this.buffer) {
      this.buffer = this.source.addSourceBuffer(codec);
      this.buffer.addEventListener("updateend", () => this.work());
      this.buffer.addEventListener("error", () => this.broken("stream.ended"));
    } else if (codec !== this.codec) {
      this.buffer.changeType(codec);
    }
    this.codec = codec;
  }

  // Full: gives back everything before the last second seen, then the append is tried again on updateend.
  private makeRoom(): boolean {
    const before = this.video.currentTime - 1;
    if (!this.buffer || this.buffer.buffered.length === 0 || this.buffer.buffered.start(0) >= before) return false;
    this.buffer.remove(0, before);
    return true;
  }

  private broken(code: string): void {
    if (this.closed) return;
    this.closed = true;
    this.queue = [];
    this.onBroken(code);
  }
}
