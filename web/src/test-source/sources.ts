// One's own pictures of this tab: what runs for each camera that this desk brought to the wall.
import { Problem, post, remove } from "../api/client";
import type { Camera, Id } from "../api/types";
import { Feed, FeedProblem, sendFile } from "./feed";
import { Webcam, webcamProblem } from "./webcam";

interface Made {
  camera: Camera;
  feed?: string;
}

const running = new Map<Id, () => void>();

function make(body: object): Promise<Made> {
  return post<Made>("/test-sources", { ...body, declaration: true });
}

async function openFeed(made: Made): Promise<Feed> {
  if (!made.feed) throw new Problem(0, "error.internal", "the server gave no feed");
  try {
    return await Feed.open(made.feed);
  } catch (error) {
    await removeSource(made.camera.id);
    throw new Problem(0, error instanceof FeedProblem ? error.code : "screen.no_answer", "");
  }
}

export async function addWebcam(name: string, onLost: (code: string) => void): Promise<Camera> {
  let stream: MediaStream;
  try {
    stream = await Webcam.ask();
  } catch (error) {
    throw new Problem(0, webcamProblem(error), "");
  }
  try {
    const made = await make({ kind: "webcam", name });
    const webcam = Webcam.start(stream, await openFeed(made), onLost);
    running.set(made.camera.id, () => webcam.stop());
    return made.camera;
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error;
  }
}

export async function addFile(file: File, onLost: (code: string) => void): Promise<Camera> {
  const made = await make({ kind: "file", name: file.name.slice(0, 80) });
  const feed = await openFeed(made);
  let stopped = false;
  running.set(made.camera.id, () => {
    stopped = true;
    feed.close();
  });
  sendFile(feed, file, () => stopped).catch((error: unknown) => {
    if (!stopped) onLost(error instanceof FeedProblem ? error.code : "screen.file_unreadable");
  });
  return made.camera;
}

export async function addRtsp(name: string, url: string): Promise<Camera> {
  return (await make({ kind: "rtsp", name, url })).camera;
}

export async function removeSource(camera: Id): Promise<void> {
  running.get(camera)?.();
  running.delete(camera);
  await remove(`/test-sources/${encodeURIComponent(camera)}`);
}

// The desk closes: what it was sending stops; the server keeps the source until it is removed or its basis ends.
export function stopAllSources(): void {
  for (const stop of running.values()) stop();
  running.clear();
}
