// A night's shift under the French profile with every analysis off, from sign-in to hand-over, without a mouse: three entries
// with their key presses counted, a call that opens an incident, partners told, a checklist, a crew on the radio, hand-over, paper.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { Person, launch, pictureAt, until } from "./browser.mjs";
import { House, footage, map, missing } from "./house.mjs";

const why = missing() ?? (existsSync(map) ? null : `browser tests skipped: no map (${map})`);
if (why) console.log(why);

let house, browser, operator;

test("a shift", { skip: why ?? false, timeout: 1_200_000 }, async (t) => {
  house = await House.start({ more: ["--profile", "fr"] });
  browser = await launch();
  try {
    await t.test("the city is set up: camera, basis, crew on the radio, checklist, instruction", setsUp);
    await t.test("the operator signs in by keyboard", signsIn);
    await t.test("three entries, each with at most eight key presses besides its words", writesThree);
    await t.test("words that name a person get a hint, no refusal", isWarned);
    await t.test("a call becomes an incident with a place found by name", takesACall);
    await t.test("a second call is offered the open incident and joins it", joins);
    await t.test("a partner is told, a step ticked, a crew on the radio sent and moved", worksTheIncident);
    await t.test("the day-book is read and corrected", readsTheBook);
    await t.test("the shift is handed over and printed", handsOver);
    await t.test("the next shift sees it first", isReadFirst);
    await t.test("every page stands in English, and axe-core has no serious finding", standsInEnglish);
    assert.equal(await operator.page.evaluate(() => window.mouseUsed), 0, "no step needed the mouse");
    assert.deepEqual(operator.foreign(), []);
    assert.deepEqual(operator.errors, []);
  } finally {
    await browser.close();
    await house.stop();
  }
});

// The API as this person's page calls it.
const ask = (person, method, path, body) =>
  person.page.evaluate(
    async ([how, where, what]) => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      const headers = { "X-Vigie-CSRF": csrf, "Idempotency-Key": crypto.randomUUID(), "Content-Type": "application/json" };
      const answer = await fetch(`/api/v1${where}`, how === "GET" ? {} : { method: how, headers, body: JSON.stringify(what ?? {}) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },
    [method, path, body],
  );

async function signedIn(role) {
  const person = await Person.arrive(browser, house);
  await person.signIn(role);
  return person;
}

async function setsUp() {
  const [technician, officer, dpo] = [await signedIn("technician"), await signedIn("duty_officer"), await signedIn("data_protection_officer")];
  const { city } = await ask(technician, "GET", "/session");
  const camera = await ask(technician, "POST", "/cameras", {
    name: "Place du Marché", lat: city.centre[1], lon: city.centre[0], heading_deg: 0, public_place: true, replay: true, streams: [{ kind: "main", url: `file:${footage}` }],
  });
  await ask(dpo, "POST", `/cameras/${camera.id}/review`, { review: "no_dwelling", reason: "vue sur la place seule" });
  const now = Date.now();
  const basis = await ask(officer, "POST", "/bases", {
    title: "Arrêté préfectoral de vidéoprotection", regime: "supervision", authority: "Préfecture", document_hash: "ab".repeat(32), sources: [camera.id],
    processings: ["view", "replay", "record"], kinds: [], valid_from: new Date(now).toISOString(), valid_to: new Date(now + 20 * 3_600_000).toISOString(), register_entry: "https://ville.example/registre",
  });
  await ask(dpo, "POST", `/bases/${basis.id}/approve`, { reason: "conforme" });
  await ask(officer, "POST", "/units", { name: "Radio 1", kind: "foot", radio_only: true });

  const { page } = officer;
  await page.goto(`${house.url}/officer`);
  await page.selectOption("section[aria-labelledby=checklists-title] select", "nuisance");
  await page.fill("textarea[name=steps]", "Prévenir le 17\nPrévenir l'astreinte propreté");
  await page.locator("section[aria-labelledby=checklists-title] button[type=submit]").click();
  await until("the checklist's first version", async () => /Version 1 enregistrée/.test(await page.textContent("section[aria-labelledby=checklists-title]")));
  await page.fill("input[name=instruction]", "Marché demain : quai fermé à 5 h.");
  await page.press("input[name=instruction]", "Enter");
  await until("the instruction", async () => /quai fermé/.test(await page.textContent("section[aria-labelledby=instructions-title] ul")));
  await officer.shot("shift-officer");
  assert.deepEqual(await officer.faults(), []);
  for (const person of [technician, officer, dpo]) await person.context.close();
}

async function signsIn() {
  operator = await Person.arrive(browser, house);
  const { page } = operator;
  await operator.context.addInitScript(() => {
    window.mouseUsed = 0;
    for (const kind of ["pointerdown", "mousedown", "touchstart"]) window.addEventListener(kind, () => (window.mouseUsed += 1), true);
  });
  await page.reload();
  await page.waitForSelector("input[name=login]");
  const { login, password } = house.account("operator");
  await tabTo("input[name=login]");
  await page.keyboard.type(login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".desk");
  await until("the camera's picture", async () => (await page.locator(".tile").count()) > 0 && (await pictureAt(page, await page.getAttribute(".tile", "data-camera"))));
}

// Presses Tab until what has the focus fits; a page in which it never comes is not usable without a mouse.
async function tabTo(selector, back = false) {
  const { page } = operator;
  for (let presses = 0; presses < 150; ++presses) {
    if (await page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
  }
  throw new Error(`Tab never came to ${selector}`);
}

const savedLine = () => operator.page.textContent(".saved-line").catch(() => "");

async function writesThree() {
  const { page } = operator;
  const entries = [
    ["Digit5", "Groupe bruyant devant la fontaine"],
    ["Digit8", "Livraison en double file, bus bloqué"],
    ["Digit6", "Poubelle renversée, verre au sol"],
  ];
  for (const [index, [digit, words]] of entries.entries()) {
    const began = Date.now();
    let presses = 0;
    const press = async (key) => ((presses += 1), page.keyboard.press(key));
    await press("n");
    await page.waitForSelector('form[data-card="entry"]');
    if (index === 0) await operator.shot("shift-entry");
    await press(digit);
    await page.keyboard.type(words);
    await press("Enter");
    await until(`entry ${index + 1}`, async () => new RegExp(`n° ${index + 1} `).test(await savedLine()));
    console.log(`entry ${index + 1}: ${presses} key presses besides its words, ${Date.now() - began} ms`);
    assert.ok(presses <= 8);
  }
  const { entries: written } = await ask(operator, "GET", "/entries");
  assert.deepEqual(written.map(({ kind }) => kind), ["damage", "obstruction", "nuisance"]);
  assert.ok(written.every(({ place, cameras, lat }) => place === "Place du Marché" && cameras.length === 1 && lat > 0), "camera, place and time were filled in");
}

async function isWarned() {
  const { page } = operator;
  await page.keyboard.press("n");
  await page.keyboard.press("Digit0");
  await page.keyboard.type("M. Dupont se plaint du bruit");
  await until("the hint", async () => /semblent nommer une personne \(M\. Dupont\)/.test((await page.textContent(".person-hint").catch(() => "")) ?? ""));
  await operator.shot("shift-hint");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".entry-card", { state: "detached" });
}

async function callCard(words) {
  const { page } = operator;
  await page.keyboard.press("k");
  await page.waitForSelector('form[data-card="call"]');
  await page.keyboard.press("Digit5");
  await page.keyboard.type(words);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Mannerheimintie");
  await page.waitForSelector(".entry-card .places button");
  await tabTo(".places button");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".entry-card .places", { state: "detached" });
}

async function takesACall() {
  const { page } = operator;
  await callCard("Des gens jettent des bouteilles depuis un balcon");
  await tabTo("input[name=callback]");
  await page.keyboard.type("06 12 34 56 78");
  await operator.shot("shift-call");
  await page.keyboard.press("Control+Enter");
  await until("entry 4", async () => /n° 4 /.test(await savedLine()));
  await page.waitForSelector(".incident.open");
  await page.waitForSelector(".incident.open .checklist input");
}

async function joins() {
  const { page } = operator;
  await callCard("Toujours des bouteilles, du verre sur la chaussée");
  await page.waitForSelector(".nearby input[type=radio]");
  await tabTo(".nearby input[type=radio]");
  await page.keyboard.press("ArrowDown");
  await operator.shot("shift-join");
  await page.keyboard.press("Control+Enter");
  await until("entry 5", async () => /n° 5 /.test(await savedLine()));
  const { incidents } = await ask(operator, "GET", "/incidents?state=open");
  assert.equal(incidents.length, 1, "one incident, two calls");
  assert.deepEqual(incidents[0].entries.map(({ number }) => number), [4, 5]);
}

async function worksTheIncident() {
  const { page } = operator;
  await page.waitForSelector(".incident.open");
  await tabTo(".incident.open .partners button");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".incident.open form.tell");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  await page.keyboard.type("PN 4711");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.incident.open [data-told="police"]');
  await tabTo(".incident.open .checklist input");
  await page.keyboard.press("Space");
  await until("the tick with its name", async () => /OP-1/.test(await page.textContent(".incident.open .checklist")));
  await page.keyboard.press("a");
  await page.waitForSelector(".advice.armed li button");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.assignment[data-state="told"]');
  for (const state of ["acknowledged", "en_route", "on_scene"]) {
    await tabTo(".assignment button:first-child");
    await page.keyboard.press("Enter");
    await page.waitForSelector(`.assignment[data-state="${state}"]`);
  }
  await operator.shot("shift-incident");
  assert.deepEqual(await operator.faults(), []);
}

async function readsTheBook() {
  const { page } = operator;
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("j");
  await page.waitForSelector('.entry[data-entry="5"]');
  assert.equal(await page.locator(".entry").count(), 5);
  await tabTo(".entry");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.entry), "4");
  const { entries } = await ask(operator, "GET", "/entries");
  const call = entries.find(({ number }) => number === 4);
  assert.equal((await ask(operator, "GET", `/entries/${call.id}/callback`)).number, "06 12 34 56 78");
  assert.ok(!JSON.stringify(entries).includes("06 12 34 56 78"), "no entry holds the number");
  await tabTo('.entry[data-entry="3"]');
  await tabTo('.entry[data-entry="3"] .row > button');
  await page.keyboard.press("Enter");
  await page.waitForSelector(".entry-card");
  await page.keyboard.press("Digit6");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Deux poubelles renversées");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.entry.corrected[data-entry="3"]');
  assert.match(await page.textContent('.entry[data-entry="3"]'), /corrigée par l'inscription n° 6/);
  assert.match(await page.textContent('.entry[data-entry="3"]'), /Poubelle renversée/, "the line itself stands as it was");
  await operator.shot("shift-daybook");
  assert.deepEqual(await operator.faults(), []);
}

async function handsOver() {
  const { page } = operator;
  const next = house.accounts.find(({ login }) => login === "operator2");
  await page.keyboard.press("h");
  await page.waitForSelector("textarea[name=handover-words]");
  await until("the draft", async () => /quai fermé à 5 h/.test(await page.textContent("main")));
  await page.keyboard.type("Le balcon du 12 est à surveiller jusqu'à 2 h.");
  await operator.shot("shift-handover");
  assert.deepEqual(await operator.faults(), []);
  await page.keyboard.press("Tab");
  await page.keyboard.type(next.login);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await until("the refusal", async () => /incorrect/.test(await page.textContent("main")));
  await tabTo("input[name=arriving-password]", true);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(next.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-handover="signed"]');
  const link = await until("the focus on the paper", () => page.evaluate(() => document.activeElement?.getAttribute("href")));
  for (const href of [link, "/api/v1/paper/daybook?lang=fr", "/api/v1/paper/cameras-down?lang=fr"]) {
    const paper = await page.evaluate(async (where) => {
      const answer = await fetch(where);
      return { status: answer.status, type: answer.headers.get("Content-Type"), head: (await answer.text()).slice(0, 5) };
    }, href);
    assert.deepEqual(paper, { status: 200, type: "application/pdf", head: "%PDF-" }, href);
  }
  await operator.shot("shift-signed");
}

async function isReadFirst() {
  const next = await Person.arrive(browser, house);
  const { login, password } = house.accounts.find((account) => account.login === "operator2");
  await next.page.fill("input[name=login]", login);
  await next.page.fill("input[name=password]", password);
  await next.page.press("input[name=password]", "Enter");
  await next.page.waitForSelector("dialog[open][data-notice]");
  assert.match(await next.page.textContent("dialog[data-notice]"), /Le balcon du 12/);
  await next.shot("shift-notice");
  assert.deepEqual(await next.faults(), []);
  await next.page.keyboard.press("Enter");
  await next.page.waitForSelector("dialog[data-notice]", { state: "detached" });
  await next.page.reload();
  await next.page.waitForSelector(".desk");
  await new Promise((done) => setTimeout(done, 2_000));
  assert.equal(await next.page.locator("dialog[data-notice]").count(), 0, "once read, it is read");
  assert.deepEqual(next.errors, []);
  await next.context.close();
}

async function standsInEnglish() {
  const { page } = operator;
  await page.evaluate(() => localStorage.setItem("vigie.language", "en"));
  for (const [path, name, ready] of [["/", "desk", ".incident"], ["/daybook", "daybook", ".entry"], ["/handover", "handover", "textarea[name=handover-words]"]]) {
    await page.goto(house.url + path);
    await page.waitForSelector(ready);
    const words = await page.textContent("#root");
    assert.doesNotMatch(words, /\b(?:screen|daybook|handover|checklist|paper)\.[a-z_]+/);
    if (path === "/") {
      await page.keyboard.press("k");
      await page.waitForSelector(".entry-card");
    }
    await operator.shot(`shift-${name}-en`);
    assert.deepEqual(await operator.faults(), []);
  }
}
