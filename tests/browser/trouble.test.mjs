// A bad night: a camera is cut and comes back, a worker dies, a legal basis ends, a part of the screen breaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person, comesToTheWall, launch, openPanel, pictureAt, tileNamed, until } from "./browser.mjs";
import { House, missing } from "./house.mjs";
import { StreetCamera } from "./rtsp.mjs";

const why = missing() ?? (StreetCamera.available() ? null : "browser tests skipped: no rtsp_camera (VIGIE_RTSP_CAMERA)");
if (why) console.log(why);

let house, street, operator;

test("trouble", { skip: why ?? false, timeout: 1_200_000 }, async (t) => {
  house = await House.start();
  street = new StreetCamera(house.folder);
  const browser = await launch();
  try {
    operator = await Person.arrive(browser, house);
    await operator.signIn("operator");
    await until("a picture", () => pictureAt(operator.page, "camera:1"));
    await t.test("a test camera's address is on the wall and analysed", opensTheStreet);
    await t.test("cut, it is said so on its tile; it comes back by itself", cutsTheStreet);
    await t.test("a worker dies: its tiles say so and live again", killsTheWorker);
    await t.test("a basis ends: analysis stops, the picture goes on", () => endsTheBasis(browser));
    await t.test("a part of the screen that breaks leaves the rest", () => breaksAPart(browser));
    assert.deepEqual(operator.foreign(), []);
    assert.deepEqual(operator.errors, []);
  } finally {
    await browser.close();
    await street.end();
    await house.stop();
  }
});

const goesOn = async (camera) => {
  const before = await pictureAt(operator.page, camera);
  await until(`pictures of ${camera}`, async () => (await pictureAt(operator.page, camera)) > before + 2_000);
};
const isGone = (camera) => operator.page.locator(`.tile.gone[data-camera="${camera}"] .cover`).count();
const isFresh = (camera) => operator.page.locator(`.tile.fresh[data-camera="${camera}"]`).count();

async function streetCamera() {
  return tileNamed(operator.page, "Caméra d'essai").first().getAttribute("data-camera");
}

async function opensTheStreet() {
  await street.start();
  const { page } = operator;
  await openPanel(page, true);
  await page.fill(".own-picture input[inputmode=url]", street.url);
  await page.press(".own-picture input[inputmode=url]", "Enter");
  await comesToTheWall(operator, "Caméra d'essai");
  await operator.shot("rtsp");
}

async function cutsTheStreet() {
  const camera = await streetCamera();
  await street.cut();
  await until("the tile to say that the camera is gone", () => isGone(camera));
  assert.match(await operator.page.textContent(`.tile[data-camera="${camera}"] .cover`), /Pas d'image/);
  await operator.shot("rtsp-cut");
  await goesOn("camera:1");
  await street.start();
  await until("the tile to be fresh again", () => isFresh(camera));
  await goesOn(camera);
}

async function killsTheWorker() {
  const street = await streetCamera();
  assert.ok(house.killWorkers() > 0, "the demo has a worker");
  const killed = Date.now();
  for (const camera of ["camera:1", "camera:2", "camera:3", street]) {
    await until(`a picture of ${camera} taken since`, async () => (await pictureAt(operator.page, camera)) > killed + 1_000);
    await until(`${camera} to be fresh again`, () => isFresh(camera));
  }
  console.log(`all pictures were back ${Date.now() - killed} ms after the worker's death`);
  await until("boxes again", () => ((operator.boxes.delete("camera:1"), new Promise((done) => setTimeout(() => done(operator.boxes.get("camera:1") > 0), 3_000)))));
}

// RULES L01: by the person whose task it is, at once, with a reason that stands in the chain; recording and viewing stand on a basis
// of their own.
async function endsTheBasis(browser) {
  const officer = await Person.arrive(browser, house);
  await officer.signIn("data_protection_officer");
  await officer.page.goto(`${house.url}/auditor`);
  const basis = officer.page.locator('.basis[data-basis="exercise_analysis"][data-state="in_force"]');
  await basis.locator("input").fill("L'arrêté n'a pas été reconduit");
  const ended = Date.now();
  await basis.getByRole("button").click();
  await until("the basis ended", () => officer.page.locator('.basis[data-state="ended"]').count());
  await officer.shot("basis-ended");
  const off = operator.page.locator('.tile[data-camera="camera:1"] footer .technical');
  await until("the tile to say that analysis is off", async () => (await off.count()) > 0);
  const took = Date.now() - ended;
  console.log(`analysis said to be off ${took} ms after its basis ended`);
  await until("the desk to say why", async () => /Analyse éteinte : La base légale/.test((await operator.page.textContent(".desk-side")) ?? ""));
  await goesOn("camera:1");
  operator.boxes.clear();
  await new Promise((done) => setTimeout(done, 5_000));
  assert.equal(operator.boxes.size, 0, "no camera under the ended basis gives boxes");
  await operator.shot("analysis-off");
  await goesOn("camera:1");
  await officer.context.close();
}

async function breaksAPart(browser) {
  const officer = await Person.arrive(browser, house);
  await officer.context.route("**/api/v1/officer", (route) => route.fulfill({ json: { shift: null } }));
  await officer.signIn("duty_officer");
  await officer.page.goto(`${house.url}/officer`);
  await officer.page.waitForSelector(".broken[role=alert]");
  assert.ok(await officer.page.locator("header.top").count(), "the head of the page stands");
  await officer.shot("broken");
  assert.deepEqual(await officer.faults(), []);
  await officer.context.unroute("**/api/v1/officer");
  // Its next answer is whole; the button shows it.
  await until("the page again", async () => {
    const again = officer.page.locator(".broken button").first();
    if (await again.count()) await again.click();
    return officer.page.locator("#shift-title").count();
  });
  await officer.context.close();
}
