// Starts the real program with a data folder of its own, on a port that it chooses itself.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const source = process.env.VIGIE_SOURCE ?? resolve(fileURLToPath(new URL("../..", import.meta.url)));
const cache = process.env.VIGIE_CACHE ?? join(source, "cache");
const binary = process.env.VIGIE_BINARY ?? join(source, "build/release/src/app/vigie");

export const footage = join(cache, "footage/vtest.mp4");
export const map = join(cache, "map/helsinki.osm.pbf");
const needed = {
  binary,
  footage,
  "detector": join(cache, "models/nanodet-g-416/model.onnx"),
  "built console": join(source, "web/dist/index.html"),
  "playwright-core": join(source, "web/node_modules/playwright-core/package.json"),
  "chromium": "/usr/bin/chromium",
};

// Why these tests cannot run here, or null. The words are what CMake takes for a skip.
export function missing() {
  const lacking = Object.entries(needed).filter(([, path]) => !existsSync(path));
  return lacking.length === 0 ? null : `browser tests skipped: no ${lacking.map(([name, path]) => `${name} (${path})`).join(", no ")}`;
}

export class House {
  // `more`: further options of the demo. `analysis`: off, no alert comes but those that the test plays.
  static async start({ more = [], analysis = true } = {}) {
    const house = new House();
    house.folder = mkdtempSync(join(tmpdir(), "vigie-browser-"));
    const accounts = join(house.folder, "accounts.json");
    const options = ["demo", "--port", "0", "--data", join(house.folder, "data"), "--profiles-dir", join(source, "profiles"), "--footage", footage, ...more];
    if (analysis) options.push("--model-dir", join(cache, "models/nanodet-g-416"));
    if (existsSync(map)) options.push("--map", map, "--city", "Helsinki", "--zone", "Europe/Helsinki");
    house.program = spawn(binary, [...options, "--web-dir", join(source, "web/dist"), "--accounts-file", accounts], { stdio: ["ignore", "pipe", "pipe"] });
    house.log = "";
    house.url = await house.readyAt(180_000);
    house.readySince = Date.now();
    house.accounts = JSON.parse(readFileSync(accounts, "utf8"));
    return house;
  }

  // By role, the first one, or by login.
  account(role) {
    const found = this.accounts.find((account) => account.role === role) ?? this.accounts.find((account) => account.login === role);
    if (!found) throw new Error(`the demo made no account of role ${role}`);
    return found;
  }

  // SIGKILL to each worker process of this house; how many there were.
  killWorkers() {
    const tasks = `/proc/${this.program.pid}/task`; // a child belongs to the thread that started it
    const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, "utf8").split(/\s+/).filter(Boolean));
    const workers = children.filter((pid) => /\0worker\0/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8")));
    for (const pid of workers) process.kill(Number(pid), "SIGKILL");
    return workers.length;
  }

  async stop() {
    const over = this.program.exitCode !== null || this.program.signalCode !== null;
    const gone = over ? Promise.resolve() : new Promise((done) => this.program.once("exit", done));
    this.program.kill("SIGTERM");
    const late = setTimeout(() => this.program.kill("SIGKILL"), 15_000);
    await gone;
    clearTimeout(late);
    rmSync(this.folder, { recursive: true, force: true });
  }

  readyAt(limit_ms) {
    return new Promise((ready, failed) => {
      const late = setTimeout(() => failed(new Error(`not ready after ${limit_ms} ms:\n${this.log}`)), limit_ms);
      const take = (text) => {
        this.log = (this.log + text).slice(-20_000);
        const at = /ready at (http:\/\/localhost:\d+)/.exec(this.log);
        if (!at) return;
        clearTimeout(late);
        ready(at[1]);
      };
      this.program.stdout.on("data", (bytes) => take(bytes.toString()));
      this.program.stderr.on("data", (bytes) => take(bytes.toString()));
      this.program.once("exit", (code) => failed(new Error(`vigie stopped with ${code}:\n${this.log}`)));
    });
  }
}
