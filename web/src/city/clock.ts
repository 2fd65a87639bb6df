// The server's clock as this browser sees it: ages of pictures are measured against it, whatever the desk's own clock says.
// Each ping gives server time minus ours, less the way; the largest of the last ones had the shortest way.
export class ServerClock {
  private readonly offsets: number[] = [];

  heard(serverTime: number, ownTime: number): void {
    this.offsets.push(serverTime - ownTime);
    if (this.offsets.length > 12) this.offsets.shift();
  }

  offset(): number {
    return this.offsets.length === 0 ? 0 : Math.max(...this.offsets);
  }

  now(): number {
    return Date.now() + this.offset();
  }
}

export const serverClock = new ServerClock();
