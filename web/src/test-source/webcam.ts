// This computer's camera, as WebM chunks of half a second. Pictures only: the microphone is never asked for.
import { Feed } from "./feed";

const chunk_ms = 500;
const formats = ["video/webm;codecs=h264", "video/webm;codecs=vp8", "video/webm"];

export class Webcam {
  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
    private readonly feed: Feed,
  ) {}

  static ask(): Promise<MediaStream> {
    // Outside a secure context (plain HTTP from another machine) browsers do not offer cameras at all.
    if (!navigator.mediaDevices?.getUserMedia) return Promise.reject(new DOMException("", "NotSupportedError"));
    return navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15 } }, audio: false });
  }

  static start(stream: MediaStream, feed: Feed, onLost: (code: string) => void): Webcam {
    const mimeType = formats.find((format) => MediaRecorder.isTypeSupported(format));
    const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: 2_500_000 });
    const webcam = new Webcam(stream, recorder, feed);
    // Chunks are sent one after the other: a Blob is read asynchronously and two could overtake each other.
    let last: Promise<void> = Promise.resolve();
    recorder.ondataavailable = ({ data }) => {
      last = last.then(async () => feed.send(await data.arrayBuffer())).catch(() => undefined);
    };
    stream.getVideoTracks()[0]?.addEventListener("ended", () => onLost("screen.webcam_lost"));
    recorder.start(chunk_ms);
    return webcam;
  }

  stop(): void {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
    this.feed.close();
  }
}

export function webcamProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "screen.webcam_refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "screen.webcam_none";
  if (name === "NotReadableError") return "screen.webcam_busy";
  return "screen.webcam_unsupported";
}
