// Chromium as a person's browser: one context each, every request written down.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const source = process.env.VIGIE_SOURCE ?? resolve(fileURLToPath(new URL("../..", import.meta.url)));
const console_packages = createRequire(join(source, "web/package.json"));
// These tests ask what happens, not how fast: a machine that builds beside them must not fail them. Speed is measured by
// bench/console_latency.mjs.
export const patience_ms = 120_000;
const flags = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu", "--disable-dev-shm-usage", "--disable-gpu-watchdog", "--disable-hang-monitor", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows", "--autoplay-policy=no-user-gesture-required"];

export function launch(more = []) {
  const { chromium } = console_packages("playwright-core");
  return chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: [...flags, ...more] });
}

export class Person {
  static async arrive(browser, house, options = {}) {
    const person = new Person();
    person.house = house;
    person.requests = [];
    person.errors = [];
    person.boxes = new Map(); // camera → boxes messages that held at least one box
    person.context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "fr-FR", ...options });
    // axe-core has to be there before the page: its content-security policy admits no script from elsewhere.
    await person.context.addInitScript({ content: readFileSync(console_packages.resolve("axe-core/axe.min.js"), "utf8") });
    person.context.on("request", (request) => person.requests.push(request.url()));
    person.page = await person.context.newPage();
    person.page.setDefaultTimeout(patience_ms);
    person.page.on("pageerror", (error) => person.errors.push(String(error)));
    person.page.on("console", (message) => {
      // A refused request is told to the user by the page itself; the browser's own line about it is no fault.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) person.errors.push(message.text());
    });
    person.page.on("websocket", (socket) => person.watch(socket));
    await person.page.goto(house.url);
    return person;
  }

  async signIn(role) {
    const { login, password } = this.house.account(role);
    await this.page.fill("input[name=login]", login);
    await this.page.fill("input[name=password]", password);
    await this.page.press("input[name=password]", "Enter");
    await this.page.waitForSelector("input[name=login]", { state: "detached" });
  }

  watch(socket) {
    this.requests.push(socket.url());
    const camera = decodeURIComponent(/\/live\/([^?]+)/.exec(socket.url())?.[1] ?? "");
    if (!camera) return;
    socket.on("framereceived", ({ payload }) => {
      if (typeof payload !== "string" || !payload.startsWith("{")) return;
      const message = JSON.parse(payload);
      if (message.type === "boxes" && message.boxes.length > 0) this.boxes.set(camera, (this.boxes.get(camera) ?? 0) + 1);
    });
  }

  // Requests that left the house; blob: and data: are the page's own memory.
  foreign() {
    const home = new URL(this.house.url).host;
    return this.requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).host !== home);
  }

  // What axe-core calls serious or critical, as readable lines.
  async faults() {
    const found = await this.page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} (${failureSummary?.split("\n")[1]?.trim()})`));
  }

  async shot(name) {
    const folder = process.env.VIGIE_SHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}

// Waits until `look` gives something truthy; says what it waited for when it never does.
export async function until(what, look, limit_ms = patience_ms) {
  const end = Date.now() + limit_ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${limit_ms} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 150));
  }
}

// Wall-clock time of the picture on a camera's tile, 0 while there is none.
export const pictureAt = (page, camera) => page.getAttribute(`.tile[data-camera="${camera}"]`, "data-picture-at").then(Number);

export const tileNamed = (page, name) => page.locator(".tile", { has: page.locator(".name", { hasText: name }) });

// The panel "your own picture".
export const panel = ".own-picture";

export async function openPanel(page, declare) {
  if (!(await page.locator(panel).count())) await page.getByRole("button", { name: "Votre propre image" }).click();
  await page.waitForSelector(panel);
  if (declare) await page.check(`${panel} .declaration input`);
}

export async function comesToTheWall(person, name) {
  const { page } = person;
  const began = Date.now();
  const tile = tileNamed(page, name);
  await until(`a picture of ${name}`, async () => (await tile.count()) > 0 && Number(await tile.first().getAttribute("data-picture-at")) > 0);
  const camera = await tile.first().getAttribute("data-camera");
  const shown = Date.now() - began;
  await until(`boxes on ${name}`, () => person.boxes.get(camera) > 0);
  console.log(`${name}: on the wall after ${shown} ms, boxes after ${Date.now() - began} ms`);
}
