// The desk tells the other windows of this browser what stands on its wall; a second window shows the same.
import type { Wall } from "./slots";

const channel_name = "vigie.wall";
type Message = { wall: Wall } | { asks: true };

// Tells of every change, and whoever asks. Returns how to tell and how to stop.
export function tellWall(): { tell: (wall: Wall) => void; stop: () => void } {
  const channel = new BroadcastChannel(channel_name);
  let last: Wall | null = null;
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ("asks" in data && last) channel.postMessage({ wall: last });
  };
  return {
    tell: (wall) => channel.postMessage({ wall: (last = wall) }),
    stop: () => channel.close(),
  };
}

export function followWall(onWall: (wall: Wall) => void): () => void {
  const channel = new BroadcastChannel(channel_name);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ("wall" in data) onWall(data.wall);
  };
  channel.postMessage({ asks: true });
  return () => channel.close();
}
