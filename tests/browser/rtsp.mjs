// A street camera on loopback: GStreamer's RTSP server, fed with the demo's clip in real time, that can be cut and comes back.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { footage } from "./house.mjs";

const server = process.env.VIGIE_RTSP_CAMERA ?? "";

export class StreetCamera {
  static available() {
    return existsSync(server);
  }

  constructor(folder) {
    this.fifo = join(folder, "street.fifo");
    this.port = "0";
    execFileSync("mkfifo", [this.fifo]);
    this.held = openSync(this.fifo, "r+"); // so that the sender outlives a server whose last client is gone
  }

  async start() {
    this.server = spawn(server, [this.fifo, this.port], { stdio: ["ignore", "pipe", "inherit"] });
    this.port = await new Promise((told, failed) => {
      this.server.stdout.once("data", (bytes) => told(bytes.toString().trim()));
      this.server.once("exit", (code) => failed(new Error(`the RTSP server ended with ${code}`)));
    });
    this.sender = spawn("ffmpeg", ["-nostdin", "-v", "quiet", "-y", "-re", "-stream_loop", "-1", "-i", footage, "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "mpegts", this.fifo], { stdio: "ignore" });
  }

  get url() {
    return `rtsp://127.0.0.1:${this.port}/street`;
  }

  async end() {
    await this.cut();
    closeSync(this.held);
  }

  // As when somebody pulls the cable: no goodbye.
  async cut() {
    const gone = [this.server, this.sender].filter(Boolean).map((child) => (child.exitCode ?? child.signalCode) === null && new Promise((done) => child.once("exit", done).kill("SIGKILL")));
    await Promise.all(gone);
  }
}
