// One MediaSource with one SourceBuffer: appends in order, forgets what has been seen, says when it broke.

export interface Range {
  start: number;
  end: number;
}

const keep_behind_s = 10;
const evict_from_s = 20;
// About half a minute of pictures that could not be appended: the browser is not decoding, a fresh start is better.
const capacity = 400;
// What waits is appended in one go: on a busy desk each append costs a turn of the event loop, and one fragment a turn falls behind.
const batch_bytes = 2 * 1024 * 1024;

type Work = ArrayBuffer | { remove: Range } | { codec: string };

function leadingBytes(queue: readonly Work[], limit: number): ArrayBuffer[] {
  const batch: ArrayBuffer[] = [];
  let bytes = 0;
  for (const work of queue) {
    if (!(work instanceof ArrayBuffer) || (batch.length > 0 && bytes + work.byteLength > limit)) break;
    batch.push(work);
    bytes += work.byteLength;
  }
  return batch;
}

function joined(parts: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole;
}

export class PictureBuffer {
  private readonly source = new MediaSource();
  private readonly url: string;
  private buffer: SourceBuffer | null = null;
  private codec = "";
  private queue: Work[] = [];
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
      if (this.queue.length === 0) return;
      try {
        this.queue.splice(0, this.doNext());
      } catch (error) {
        if (error instanceof DOMException && error.name === "QuotaExceededError" && this.makeRoom()) return;
        return this.broken("stream.ended");
      }
    }
  }

  // Begins what stands first in the queue and says how many entries that was.
  private doNext(): number {
    const next = this.queue[0];
    if (next instanceof ArrayBuffer) {
      const batch = leadingBytes(this.queue, batch_bytes);
      this.buffer?.appendBuffer(joined(batch));
      this.clearing = false;
      return batch.length;
    }
    if (next && "remove" in next) this.buffer?.remove(next.remove.start, next.remove.end);
    else if (next) this.useCodec(next.codec);
    return 1;
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
