// What a person waits for, measured in the browser against the real program on this machine (one clock):
//   glass to glass   now − wall-clock time of the picture on screen, every 50 ms, per tile
//   alert to screen  first sight of an alert's row − the time its fact was recorded
//
// Pictures are watched first, with the demo's own alerts; then each camera is divided into eight zones, so that there are alerts
// enough to count: a flood by a desk's measure, under which the pictures are measured once more.
//
//   VIGIE_BINARY=build/release/src/app/vigie node bench/console_latency.mjs [SECONDS]     → JSON on standard output; SECONDS for each half
//
// chromium draws with a software renderer here; a desk with a graphics card is quicker.
import { Person, launch } from "../tests/browser/browser.mjs";
import { House, missing } from "../tests/browser/house.mjs";

const seconds = Number(process.argv[2] ?? 60);
const settle_ms = 15_000; // start of the program, of the workers and of the map

const why = missing();
if (why) {
  console.error(why);
  process.exit(1);
}

const quantile = (sorted, share) => (sorted.length === 0 ? null : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]));
function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { samples: sorted.length, p50_ms: quantile(sorted, 0.5), p95_ms: quantile(sorted, 0.95), p99_ms: quantile(sorted, 0.99) };
}

// Runs in the page. A video's currentTime is the wall clock of the picture that it shows.
function watch() {
  const again = window.measured !== undefined;
  window.measured = { pictures: {}, alerts: {} };
  if (again) return; // what watches goes on into the new lists
  setInterval(() => {
    for (const tile of document.querySelectorAll(".tile")) {
      const video = tile.querySelector("video");
      if (video.readyState >= 2) (window.measured.pictures[tile.dataset.camera] ??= []).push(Date.now() - video.currentTime * 1_000);
    }
  }, 50);
  new MutationObserver(() => {
    for (const { dataset } of document.querySelectorAll(".alert[data-alert]")) window.measured.alerts[dataset.alert] ??= Date.now();
  }).observe(document.body, { childList: true, subtree: true });
}

const zones = [0, 1, 2, 3].flatMap((column) =>
  [0, 1].map((row) => {
    const [left, top, right, bottom] = [column / 4, row / 2, (column + 1) / 4, (row + 1) / 2];
    return { name: `${column}-${row}`, preset: "", situations: ["intrusion"], points: [[left, top], [right, top], [right, bottom], [left, bottom]] };
  }),
);

// As the technician, who may configure cameras. What is masked and reviewed stays as it was.
async function divideIntoZones(house) {
  const { login, password } = house.account("technician");
  const json = { "content-type": "application/json" };
  const opened = await fetch(`${house.url}/api/v1/session`, { method: "POST", headers: json, body: JSON.stringify({ login, password }) });
  const { csrf } = await opened.json();
  const headers = { ...json, cookie: opened.headers.getSetCookie().map((one) => one.split(";")[0]).join("; "), "x-vigie-csrf": csrf };
  const { cameras } = await (await fetch(`${house.url}/api/v1/cameras`, { headers })).json();
  for (const { id } of cameras) {
    const answer = await fetch(`${house.url}/api/v1/cameras/${id}`, { method: "PUT", headers, body: JSON.stringify({ zones, reason: "bench: alerts to measure" }) });
    if (!answer.ok) throw new Error(`${id} could not be divided into zones: ${await answer.text()}`);
  }
}

const house = await House.start();
const browser = await launch();
try {
  const person = await Person.arrive(browser, house);
  await person.signIn("operator");
  await person.page.waitForSelector(".tile.fresh", { timeout: 60_000 });
  await person.page.waitForTimeout(settle_ms);
  const watchFor = async () => {
    await person.page.evaluate(watch);
    await person.page.waitForTimeout(seconds * 1_000);
    return person.page.evaluate(() => window.measured);
  };
  const calm = await watchFor();
  await divideIntoZones(house);
  const began = Date.now();
  const flood = await watchFor();
  const { alerts } = await person.page.evaluate(() => fetch("/api/v1/alerts?state=all&limit=500").then((answer) => answer.json()));
  const waits = alerts.flatMap(({ id, history }) => {
    const raised = Date.parse(history?.find(({ schema }) => schema === "alert.raised")?.at ?? "");
    return raised > began && flood.alerts[id] ? [flood.alerts[id] - raised] : [];
  });
  const ages = ({ pictures }) => spread(Object.values(pictures).flat());
  console.log(
    JSON.stringify({ seconds, tiles: Object.keys(calm.pictures).length, glass_to_glass: ages(calm), glass_to_glass_in_the_flood: ages(flood), alert_to_screen: spread(waits) }, null, 1),
  );
} finally {
  await browser.close();
  await house.stop();
}
