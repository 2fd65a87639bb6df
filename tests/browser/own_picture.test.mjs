// What a newcomer tries first: a file dropped on the wall, and this computer's camera. How long it took is printed;
// on an idle machine it is on the wall within 10 s, with boxes within 20.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Person, comesToTheWall, launch, openPanel, panel, tileNamed, until } from "./browser.mjs";
import { droppedFile, webcamFile } from "./footage.mjs";
import { House, missing } from "./house.mjs";

const why = missing();
if (why) console.log(why);

test("your own picture", { skip: why ?? false, timeout: 900_000 }, async (t) => {
  const house = await House.start();
  const webcam = webcamFile(house.folder);
  const browser = await launch(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${webcam}`]);
  try {
    const person = await Person.arrive(browser, house);
    await person.context.grantPermissions(["camera"], { origin: house.url });
    await person.signIn("operator");
    await person.page.waitForSelector(".tile");

    await t.test("nothing is opened without the declaration", () => needsDeclaration(person));
    await t.test("a dropped file is on the wall and analysed", () => dropsAFile(person, droppedFile(house.folder)));
    await t.test("this computer's camera is on the wall and analysed", () => usesTheWebcam(person));
    await t.test("what is not a video is told in one sentence", () => dropsNonsense(person));
    await t.test("it can be removed again", () => removes(person));
    assert.deepEqual(person.foreign(), []);
    assert.deepEqual(person.errors, []);
  } finally {
    await browser.close();
    await house.stop();
  }
});

async function drop(page, name, bytes) {
  const data = await page.evaluateHandle(
    ([file, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], file));
      return transfer;
    },
    [name, bytes.toString("base64")],
  );
  await page.dispatchEvent(`${panel} .drop`, "drop", { dataTransfer: data });
}

async function needsDeclaration(person) {
  await openPanel(person.page, false);
  await drop(person.page, "dropped.mp4", Buffer.from("x"));
  await until("the sentence", async () => /Déclarez/.test((await person.page.textContent(panel)) ?? ""));
}

async function dropsAFile(person, file) {
  await openPanel(person.page, true);
  await drop(person.page, "dropped.mp4", readFileSync(file));
  await comesToTheWall(person, "dropped.mp4");
  await person.shot("dropped");
}

async function usesTheWebcam(person) {
  await openPanel(person.page, true);
  await person.page.getByRole("button", { name: "Utiliser la caméra de cet ordinateur" }).click();
  await comesToTheWall(person, "Caméra de cet ordinateur");
  await person.shot("webcam");
}

async function dropsNonsense(person) {
  const { page } = person;
  await openPanel(page, true);
  await drop(page, "notes.txt", Buffer.from("this is no video\n".repeat(4000)));
  const told = () => page.locator(".tile .cover, .desk-wall .error").allTextContents();
  await until("one sentence on the tile or the desk", async () => (await told()).some((text) => /pas une vidéo|abîmé|pas d'image dans/.test(text)));
}

async function removes(person) {
  const tile = tileNamed(person.page, "Caméra de cet ordinateur");
  await tile.getByRole("button", { name: "Retirer" }).click();
  await until("the tile gone", async () => (await tile.count()) === 0);
}
