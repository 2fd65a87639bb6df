// The whole way of an alert, as four people see it in their browsers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person, launch, pictureAt, until } from "./browser.mjs";
import { House, missing } from "./house.mjs";

const why = missing();
if (why) console.log(why);

let house, browser, operator, crew, auditor;
const text = (page, selector) => page.textContent(selector);

test("the way of an alert", { skip: why ?? false, timeout: 1_200_000 }, async (t) => {
  house = await House.start();
  browser = await launch();
  try {
    await t.test("a wrong password is told in one sentence, in French first", signsIn);
    await t.test("the live tile advances in wall-clock time", seesTheLiveTile);
    await t.test("the map and its lists show the same city", seesTheMap);
    await t.test("a camera is called by its number, a picture goes back and returns", callsACamera);
    await t.test("an alert comes with its clip and is confirmed by two keys", confirmsAnAlert);
    await t.test("a crew is assigned and acts from its own page", assignsAndActs);
    await t.test("the incident is closed with an outcome", closes);
    await t.test("the auditor reads it and checks the chain", reads);
    await t.test("the officer sees the times", seesTimes);
    await t.test("every page stands in English too", readsEnglish);
    await t.test("axe-core has no serious finding on any page", isAccessible);
    await t.test("no request left the house and no page broke", staysHome);
  } finally {
    await browser.close();
    await house.stop();
  }
});

async function signsIn() {
  operator = await Person.arrive(browser, house);
  const { page } = operator;
  assert.equal(await page.getAttribute("html", "lang"), "fr");
  await page.fill("input[name=login]", "operator");
  await page.fill("input[name=password]", "not this one");
  await page.press("input[name=password]", "Enter");
  await until("the refusal", async () => /incorrect/.test(await text(page, "[role=alert]")));
  await operator.signIn("operator");
  await page.waitForSelector(".desk");
  assert.match(await text(page, "header.top"), /EXERCICE/);
}

async function seesTheLiveTile() {
  const { page } = operator;
  const first = await until("a picture", () => pictureAt(page, "camera:1"));
  assert.ok(Math.abs(Date.now() - first) < 600_000, "the picture's time is the wall clock");
  await until("four seconds of pictures", async () => (await pictureAt(page, "camera:1")) - first > 4_000);
  await until("boxes of the instant", () => operator.boxes.get("camera:1") > 0);
  await operator.shot("desk");
}

async function seesTheMap() {
  const { page } = operator;
  await page.waitForSelector(".map canvas", { state: "attached" });
  await until("the cameras in the list", async () => (await page.locator(".lists li").count()) >= 3);
  await page.click(".lists .tabs button:nth-child(2)");
  await until("the crews in the list", async () => (await page.locator(".lists li").count()) >= 2);
}

async function callsACamera() {
  const { page } = operator;
  await page.locator("body").press("Digit2");
  await until("who owns the digits", async () => /2/.test(await text(page, ".digits")));
  await page.keyboard.press("Enter");
  await until("camera 2 selected", () => page.locator('.tile[data-camera="camera:2"][aria-current="true"]').count());
  const before = await pictureAt(page, "camera:2");
  if (!before) return; // recorded only since it was shown
  await until("half a minute of recording", () => Date.now() - house.readySince > 50_000);
  await page.keyboard.press("r");
  await until("a picture of half a minute ago", async () => {
    const at = await pictureAt(page, "camera:2");
    return at > 0 && Date.now() - at > 20_000 && (await page.locator('.tile[data-camera="camera:2"] .back').count());
  });
  await page.keyboard.press("l");
  await until("the live picture", async () => Date.now() - (await pictureAt(page, "camera:2")) < 15_000);
}

async function confirmsAnAlert() {
  const { page } = operator;
  await page.waitForSelector(".alert.open");
  await until("the facts on the card", async () => /pas mesurée sur cette caméra/.test(await text(page, ".alert.open .facts")));
  await until("the clip playing", () => page.locator(".alert.open .clip video").evaluate((video) => video.readyState >= 2 && video.videoWidth > 0).catch(() => false));
  await operator.shot("alert");
  await page.keyboard.press("c");
  await page.waitForSelector(".alert.open fieldset");
  assert.match(await text(page, ".digits"), /alerte/);
  await page.keyboard.press("Digit1");
  await page.waitForSelector(".incident.open");
}

async function assignsAndActs() {
  const { page } = operator;
  const { unit } = house.account("crew");
  // A crew whose place nobody knows is not proposed: its phone tells first where it is.
  const { city } = await page.evaluate(() => fetch("/api/v1/session").then((answer) => answer.json()));
  const here = { longitude: city.centre[0], latitude: city.centre[1] };
  crew = await Person.arrive(browser, house, { viewport: { width: 390, height: 800 }, geolocation: here, permissions: ["geolocation"] });
  await crew.signIn("crew");
  await crew.page.waitForSelector('.crew .order[data-state="none"]');
  await crew.page.check(".position input[type=checkbox]");
  await page.waitForSelector(`.advice li button[data-unit="${unit}"]`);

  await page.keyboard.press("a");
  await page.waitForSelector(".advice.armed li");
  await operator.shot("assign");
  const place = await page.locator(".advice li button").evaluateAll((buttons, wanted) => buttons.findIndex((button) => button.dataset.unit === wanted), unit);
  assert.ok(place >= 0, "the crew of the demo's own account is proposed");
  if (place === 0) await page.keyboard.press("Enter");
  else await page.keyboard.press(`Digit${place + 1}`);
  await page.waitForSelector('.assignment[data-state="told"]');
  await crew.page.waitForSelector('.crew .order[data-state="told"]');
  await crew.shot("crew");
  for (const step of ["acknowledged", "en_route", "on_scene"]) {
    await crew.page.click(`.crew .steps button[data-step="${step}"]`);
    await page.waitForSelector(`.assignment[data-state="${step}"]`);
  }
  await crew.page.click('.crew .steps button[data-step="available"]');
  await crew.page.waitForSelector('.crew .order[data-state="none"]');
}

async function closes() {
  const { page } = operator;
  const number = await page.getAttribute(".incident.open", "data-incident");
  await page.selectOption(".incident.open form select", "settled");
  await page.click(".incident.open form button[type=submit]");
  await page.waitForSelector(`[data-incident="${number}"]`, { state: "detached" });
}

async function reads() {
  auditor = await Person.arrive(browser, house);
  await auditor.signIn("auditor");
  const { page } = auditor;
  await page.waitForSelector("#audit-title");
  const actions = () => page.locator("tr[data-action]").evaluateAll((rows) => rows.map((row) => row.dataset.action));
  await until("the confirmation in the list", async () => (await actions()).some((action) => action.startsWith("alert.confirm")));
  const seen = await actions();
  for (const action of ["incident.close", "assignment."]) assert.ok(seen.some((one) => one.startsWith(action)), `${action} stands in the log: ${[...new Set(seen)]}`);
  await page.locator("section[aria-labelledby=chain-title] button").click();
  await page.waitForSelector('[data-chain="ok"]');
  await auditor.shot("auditor");
}

async function seesTimes() {
  const officer = await Person.arrive(browser, house);
  await officer.signIn("duty_officer");
  await officer.page.goto(`${house.url}/officer`);
  await until("the closed incident's times", async () => /saisi au poste|dit par l'équipage/.test((await officer.page.textContent("main")) ?? ""));
  await officer.shot("officer");
  assert.deepEqual(await officer.faults(), []);
  assert.deepEqual(officer.foreign(), []);
  assert.deepEqual(officer.errors, []);
  await officer.context.close();
}

async function readsEnglish() {
  for (const person of [operator, crew, auditor]) {
    await person.page.getByRole("button", { name: "English" }).click();
    await until("English", async () => (await person.page.getAttribute("html", "lang")) === "en");
    const words = await text(person.page, "#root");
    assert.match(words, /EXERCISE/);
    // A code without a text would show as itself: "screen.something", "alert.something".
    assert.doesNotMatch(words, /\bscreen\.[a-z_]+/);
  }
  await operator.shot("desk-en");
}

async function isAccessible() {
  for (const person of [operator, crew, auditor]) assert.deepEqual(await person.faults(), []);
  await operator.page.keyboard.press("?");
  await operator.page.waitForSelector("dialog[open]");
  assert.deepEqual(await operator.faults(), []);
  await operator.page.keyboard.press("Escape");
  const stranger = await Person.arrive(browser, house);
  await stranger.page.waitForSelector("input[name=login]");
  assert.deepEqual(await stranger.faults(), []);
  await stranger.context.close();
}

async function staysHome() {
  for (const person of [operator, crew, auditor]) {
    assert.deepEqual(person.foreign(), []);
    assert.deepEqual(person.errors, []);
    assert.ok(person.requests.length > 3);
  }
}
