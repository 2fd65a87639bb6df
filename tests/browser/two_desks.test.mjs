// Two operators and the duty officer in front of the same alerts. The times of calling out are shortened by configuration
// (--alert-times); that they are 20, 60, 180 and 90 s is proved on an injected clock in src/operations/calling_test.cpp.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person, launch, pictureAt, until } from "./browser.mjs";
import { House, missing } from "./house.mjs";

const why = missing();
if (why) console.log(why);

// A loaded machine takes seconds for a step of its own: the times are short, and far enough apart to be told from each other.
const times_s = { again: 12, other: 26, officer: 40, free: 20 };
let house, browser, first, second, officer;

test("two desks", { skip: why ?? false, timeout: 1_200_000 }, async (t) => {
  house = await House.start({ analysis: false, more: ["--alert-times", Object.values(times_s).join(",")] });
  browser = await launch();
  try {
    await t.test("both desks and the officer sign in; at rest the column says since when", signIn);
    await t.test("an alert calls one desk; taken there, the other sees by whom and for how long", takes);
    await t.test("without a verdict it is freed and calls the other desk; then all, then the officer", escalates);
    await t.test("a verdict is undone within ten seconds, and both desks see it", undoes);
    await t.test("a flood of 40 is one line per place, and each is answerable", floods);
    await t.test("a browser dies: nothing is lost, and the other desk is called", dies);
    await t.test("the wall: sizes, neighbours, pause, second screen, named views", walls);
    await t.test("protecting takes two keys, and is listed and released", protects);
    await t.test("older than ten minutes a reason is asked before anything is shown", asksWhy);
    await t.test("keys are shown, changed and kept", changesKeys);
    await t.test("the next operator takes the desk within five seconds, the wall stays", changesOperator);
    await t.test("the data-protection officer reads who looked at what, and why", readsViews);
    await t.test("every page stands in English, in both steps of colour, without serious findings", looksRight);
    await t.test("the server gone: it is said since when, and no key acts", losesTheServer);
  } finally {
    await browser.close();
    await house.stop();
  }
});

const rung = (person) => person.page.getAttribute(".bell", "data-rung").then(Number);
const row = (person, more = "") => person.page.locator(`.alert[data-alert]${more}`);

// As the training officer does it: over the API, with the page's own session.
function play(count, camera = "camera:1", kind = "intrusion") {
  return officer.page.evaluate(
    async (body) => {
      const { csrf } = await fetch("/api/v1/session").then((answer) => answer.json());
      const headers = { "Content-Type": "application/json", "X-Vigie-CSRF": csrf, "Idempotency-Key": crypto.randomUUID() };
      const answer = await fetch("/api/v1/exercise/alerts", { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()).alerts;
    },
    { count, camera, kind },
  );
}

const openAlerts = (person) => person.page.evaluate(() => fetch("/api/v1/alerts?limit=1000").then((answer) => answer.json()).then(({ alerts }) => alerts));
const alertNow = (person, id) => person.page.evaluate((id) => fetch(`/api/v1/alerts/${id}`).then((answer) => answer.json()), id);

async function desk(login) {
  const person = await Person.arrive(browser, house);
  await person.signIn(login);
  await person.page.waitForSelector(".desk");
  return person;
}

async function signIn() {
  first = await desk("operator");
  second = await desk("operator2");
  officer = await Person.arrive(browser, house);
  await officer.signIn("officer");
  await officer.page.goto(`${house.url}/officer`);
  await officer.page.waitForSelector("#passed-title");
  for (const person of [first, second]) {
    await until("the column at rest", async () => /Aucune alerte à vérifier depuis \d\d:\d\d/.test(await person.page.textContent(".alerts")));
    assert.equal(await person.page.locator(".sound-off").count(), 0, "who has typed a password hears the page");
  }
}

async function takes() {
  const [id] = await play(1);
  const called = await until("a desk to be called", async () => ((await rung(first)) ? first : (await rung(second)) ? second : null));
  const other = called === first ? second : first;
  assert.equal(await rung(other), 0, "one desk is called, not both");
  assert.match(await called.page.textContent(`[data-alert="${id}"]`), /vous appelle/);
  await called.page.keyboard.press("t");
  await until("the other desk to see who has it", async () => /prise par OP-[12], \d+ s/.test(await other.page.textContent(`[data-alert="${id}"]`)));
  await other.shot("taken-by-the-other");
  [first, second] = [called, other];
}

async function escalates() {
  const [{ id }] = await openAlerts(first);
  await until("the alert freed", async () => (await alertNow(first, id)).history.some(({ schema, by }) => schema === "alert.released" && by === "server"));
  await until("the other desk called", async () => (await rung(second)) > 0);
  const before = await rung(second);
  await until("its tone again", async () => (await rung(second)) > before);
  await until("both desks called", async () => (await row(first, '[data-step="other_desk"]').count()) && (await row(second, '[data-step="other_desk"]').count()));
  await until("the officer's page", () => officer.page.locator(`[data-passed="${id}"]`).count());
  await until("the officer's tone", async () => (await rung(officer)) > 0);
  await officer.shot("passed-to-the-officer");
  const schemas = (await alertNow(first, id)).history.map(({ schema }) => schema);
  assert.deepEqual(schemas.slice(schemas.indexOf("alert.released")), ["alert.released", "alert.called", "alert.called", "alert.called", "alert.escalated"]);
}

async function undoes() {
  const [{ id }] = await openAlerts(second);
  await second.page.keyboard.press("d");
  await second.page.waitForSelector(".alert.open fieldset ol");
  await second.page.keyboard.press("Digit1");
  await until("the verdict at the other desk", () => row(first, `[data-alert="${id}"][data-state="dismissed"]`).count());
  await until("the verdict at its own desk", () => row(second, `[data-alert="${id}"][data-state="dismissed"]`).count());
  await second.page.keyboard.press("z");
  await until("it waits again at both", async () => (await row(first, `[data-alert="${id}"][data-state="taken"]`).count()) && (await row(second, `[data-alert="${id}"][data-state="taken"]`).count()));
  await second.page.keyboard.press("d");
  await second.page.waitForSelector(".alert.open fieldset ol");
  await second.page.keyboard.press("Digit5");
  await until("the column empty again", async () => (await openAlerts(first)).length === 0 && (await row(first).count()) === 0);
}

async function floods() {
  const before = await rung(first) + (await rung(second));
  await play(25, "camera:1");
  await play(15, "camera:2");
  for (const person of [first, second]) {
    await until("one line per place", async () => (await person.page.locator('.group[data-group="camera:1"][data-count="25"]').count()) && (await person.page.locator('.group[data-group="camera:2"][data-count="15"]').count()));
    assert.ok((await row(person).count()) <= 2, "the column is not forty lines long");
  }
  await first.shot("flood");
  assert.ok((await rung(first)) + (await rung(second)) - before < 15, "a flood does not ring forty times");
  await first.page.locator('.group[data-group="camera:2"] .alert-head').click();
  await until("each of them there", async () => (await row(first).count()) >= 15);
  await row(first, ':not([data-state="dismissed"])').nth(3).locator(".alert-head").click(); // one of the middle
  await first.page.keyboard.press("d");
  await first.page.waitForSelector(".alert.open fieldset ol");
  await first.page.keyboard.press("Digit2");
  await until("39 left", async () => (await openAlerts(second)).length === 39);
}

async function dies() {
  const { page } = second;
  await page.keyboard.press("t");
  const taken = await until("an alert in the second desk's hands", async () => (await openAlerts(first)).find(({ state }) => state === "taken"));
  await second.context.close(); // no goodbye
  second = null;
  await until("its alert freed", async () => (await alertNow(first, taken.id)).state !== "taken");
  const open = await openAlerts(first);
  assert.equal(open.length, 39, "nothing is lost");
  const me = (await first.page.evaluate(() => fetch("/api/v1/session").then((answer) => answer.json()))).account.id;
  await until("every waiting alert calls who is there, or the officer", async () => (await openAlerts(first)).every(({ state, call }) => state !== "raised" || !call || call.desks.length === 0 || call.desks.includes(me)));
  const id = taken.id;
  const answered = await first.page.evaluate(async (id) => {
    const { csrf } = await fetch("/api/v1/session").then((answer) => answer.json());
    const headers = { "Content-Type": "application/json", "X-Vigie-CSRF": csrf };
    const statuses = [];
    for (const { id: one } of [{ id }, ...(await fetch("/api/v1/alerts?limit=1000").then((answer) => answer.json())).alerts.filter((alert) => alert.id !== id)])
      statuses.push((await fetch(`/api/v1/alerts/${one}/dismiss`, { method: "POST", headers: { ...headers, "Idempotency-Key": crypto.randomUUID() }, body: JSON.stringify({ reason: "exercise" }) })).status);
    return statuses;
  }, id);
  assert.deepEqual(answered, Array(39).fill(200), "each is answerable, the dead desk's too");
  await until("the column empty", async () => (await row(first).count()) === 0);
}

async function walls() {
  const { page } = first;
  await page.locator("body").press("Digit1");
  await page.keyboard.press("Enter");
  for (const tiles of [9, 16, 1, 4]) {
    await page.keyboard.press("w");
    await until(`a wall of ${tiles}`, () => page.locator(`.wall.of-${tiles}`).count());
    if (tiles === 16) await first.shot("wall-16");
  }
  await page.keyboard.press("v");
  await until("its neighbours beside it", async () => (await page.locator(".wall .tile[data-camera]").count()) === 3);
  await until("a picture", () => pictureAt(page, "camera:1"));
  await page.keyboard.press("Space");
  await until("the picture paused", () => page.locator('.tile[data-camera="camera:1"]').getByText("en pause").count());
  const stood = await pictureAt(page, "camera:1");
  await new Promise((done) => setTimeout(done, 2_000));
  assert.equal(await pictureAt(page, "camera:1"), stood);
  await page.keyboard.press("Space");
  await until("the picture going on", async () => (await pictureAt(page, "camera:1")) > stood);
  await page.keyboard.press("l");
  const screen = await first.context.newPage();
  await screen.goto(`${house.url}/wall`);
  await until("the second screen to show the desk's wall", async () => (await screen.locator(".second-screen .tile[data-camera]").count()) === 3);
  await page.keyboard.press("w");
  await until("the second screen to follow", () => screen.locator(".second-screen .wall.of-9").count());
  await page.getByRole("group", { name: "Mur d'images" }).getByRole("button", { name: /^4/ }).click();
  await screen.close();
  await page.locator(".saved-views summary").click();
  await page.fill(".saved-views form input", "Gare");
  await page.press(".saved-views form input", "Enter");
  await until("the view kept", () => page.locator(".saved-views li").count());
  await page.locator(".saved-views summary").click();
  await until("a recorded part on the timeline", () => page.locator(".timeline rect.recorded").count());
  await first.shot("desk-timeline");
}

async function protects() {
  const { page } = first;
  await page.locator("body").press("p");
  await page.waitForSelector(".why");
  assert.match(await page.textContent(".digits"), /motif/);
  await page.keyboard.press("Digit1");
  await until("what is kept, and until when", async () => /Protégé \(n° 1, [1-9]\d* min d'enregistrement\) jusqu'au/.test(await page.textContent(".said")));
  await page.click(".lists .tabs button:nth-child(3)");
  const line = page.locator('[data-protection="1"]');
  await line.waitFor();
  await first.shot("protected");
  await line.getByRole("button", { name: "Lever" }).click();
  await line.locator("input").fill("réglé");
  await line.locator("input").press("Enter");
  await line.waitFor({ state: "detached" });
}

async function asksWhy() {
  const { page } = first;
  const sockets = first.requests.length;
  await page.locator(".timeline").getByRole("button", { name: "1 h" }).click();
  await page.locator(".timeline input").focus();
  for (let i = 0; i < 4; ++i) await page.keyboard.press("PageDown"); // a tenth of the hour each
  await page.keyboard.press("Enter");
  await page.waitForSelector(".why");
  assert.match(await page.textContent(".why legend"), /Plus de dix minutes en arrière/);
  assert.ok(!first.requests.slice(sockets).some((url) => /from=/.test(url) && /live/.test(url)), "nothing was asked for before the reason");
  await first.shot("asks-why");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".why", { state: "detached" });
  // Another client of the same session is refused as well: the server asks, not only the page.
  const refused = await page.evaluate(() => fetch(`/api/v1/live/camera:1?from=${new Date(Date.now() - 3_600_000).toISOString()}`).then((answer) => answer.json()));
  assert.equal(refused.code, "reason.missing");
}

async function changesKeys() {
  const { page } = first;
  await page.locator("body").press("?");
  await page.waitForSelector("dialog[open]");
  await page.getByRole("button", { name: /Changer la touche : 1, 4, 9 ou 16/ }).click();
  await page.keyboard.press("x");
  await until("the new key shown", async () => (await page.locator("dialog kbd", { hasText: /^X$/ }).count()) === 1);
  await first.shot("keys");
  assert.deepEqual(await first.faults(), []);
  await page.keyboard.press("Escape");
  await page.keyboard.press("w");
  assert.equal(await page.locator(".wall.of-4").count(), 1, "the old key does nothing");
  await page.keyboard.press("x");
  await until("the new key acts", () => page.locator(".wall.of-9").count());
  await page.keyboard.press("?");
  await page.getByRole("button", { name: "Touches d'origine" }).click();
  await page.keyboard.press("Escape");
}

async function changesOperator() {
  const { page } = first;
  const wall = await page.locator(".tile[data-camera]").evaluateAll((tiles) => tiles.map((tile) => tile.dataset.camera));
  const name = await page.textContent("header .who");
  const next = house.account(name.includes("OP-1") ? "operator2" : "operator"); // `operator` is a role and a login
  await page.locator("body").press("o");
  await page.waitForSelector("dialog[open] input[name=next-login]");
  const began = Date.now();
  await page.keyboard.type(next.login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(next.password);
  await page.keyboard.press("Enter");
  await until("the next operator's name", async () => !/^$/.test((await page.textContent("header .who")) ?? "") && (await page.textContent("header .who")) !== name);
  const took = Date.now() - began;
  console.log(`the desk changed its operator ${took} ms after the first letter of the login`);
  await until("the same wall", async () => JSON.stringify(await page.locator(".tile[data-camera]").evaluateAll((tiles) => tiles.map((tile) => tile.dataset.camera))) === JSON.stringify(wall));
}

async function readsViews() {
  const officer = await Person.arrive(browser, house);
  await officer.signIn("data_protection_officer");
  await officer.page.goto(`${house.url}/views`);
  const kinds = () => officer.page.locator("tr[data-view]").evaluateAll((rows) => [...new Set(rows.map((one) => one.dataset.view))]);
  await until("views in the log", async () => (await kinds()).includes("view.live") && (await kinds()).includes("view.back"));
  assert.match(await officer.page.textContent("tr[data-view]"), /OP-[12]/);
  assert.match(await officer.page.textContent("tr[data-view]"), /veille|supervision|poste/i, "the post's standing reason");
  await until("minutes by camera", () => officer.page.locator('tr[data-watched="camera:1"]').count());
  await officer.page.selectOption(".views-filter select", "view.back");
  await officer.page.click(".views-filter button");
  await until("the filter", async () => JSON.stringify(await kinds()) === '["view.back"]');
  await officer.shot("views");
  assert.deepEqual(await officer.faults(), []);
  await officer.page.getByRole("button", { name: "English" }).click();
  await until("English", async () => /Who looked at what/.test(await officer.page.textContent("main")));
  await officer.shot("views-en");
  await officer.context.close();
}

async function looksRight() {
  for (const [person, name] of [[first, "desk"], [officer, "officer"]]) {
    for (const language of ["fr", "en"]) {
      if ((await person.page.getAttribute("html", "lang")) !== language) await person.page.locator(`header button[lang=${language}]`).click();
      for (const step of ["day", "night"]) {
        if ((await person.page.getAttribute("html", "data-step")) !== step) await person.page.locator("header").getByRole("button", { name: /^(Nuit|Night)$/ }).click();
        await until("the step of colours", async () => (await person.page.getAttribute("html", "data-step")) === step);
        assert.deepEqual(await person.faults(), [], `${name} ${language} ${step}`);
        await person.shot(`${name}-${language}-${step}`);
      }
    }
    assert.doesNotMatch(await person.page.textContent("#root"), /\b(screen|view_reason|call_step|action)\.[a-z_]+/);
  }
}

async function losesTheServer() {
  const { page } = first;
  assert.deepEqual(first.foreign(), []);
  assert.deepEqual(first.errors, []);
  assert.deepEqual(officer.errors, []);
  house.program.kill("SIGTERM");
  await until("the bar", async () => /Reconnecting… last data \d\d:\d\d:\d\d/.test((await page.textContent(".bars")) ?? ""));
  assert.match(await page.textContent(".digits"), /Keys off/);
  await page.locator("body").press("w");
  await page.locator("body").press("n");
  assert.equal(await page.locator(".new-incident").count(), 0);
  await first.shot("server-lost");
}
