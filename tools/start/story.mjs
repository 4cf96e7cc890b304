// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../repository.mjs";
import { createScene } from "./scene.mjs";

/** @typedef {import("./scene.mjs").Scene} Scene */

const DISK = "d-sim0002";
const HOST = "i-sim0001";
const ROLLBACK = ["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"];

const GOOD = "orders 1 to 1000";
const LATER = "half an update, and order 1001";

/**
 * The main job, from a restore point to its end, each step checked by what the simulated cloud counted.
 * @param {{ stage: import("./stage.mjs").Stage, screen: import("./screen.mjs").Screen, stack: string }} options
 * @returns {Promise<number>} how many checks passed; a failed one throws
 */
export async function tellStory({ stage, screen, stack }) {
  const scene = createScene({ stage, screen, project: ROOT, disk: DISK, host: HOST });
  await introduction(scene, stack);
  const point = await restorePoint(scene);
  await damage(scene);
  await plan(scene);
  const safety = [
    { id: await rollBack(scene, point), content: LATER },
    { id: await undo(scene), content: GOOD },
  ];
  await once(scene, point);
  await end(scene, safety);
  return scene.checks.passed();
}

/** @param {Scene} scene @param {string} stack */
async function introduction({ screen, shown }, stack) {
  screen.chapter("A disk that is put back by pulumi up");
  screen.say(
    `The cloud is simulated, in this process: instance ${HOST} runs and has the data disk ${DISK}. The engine, what it ` +
      "prints and the provider are real. State and settings are thrown away at the end. This is the program:",
  );
  if (screen.isNarrow)
    screen.say("(This terminal is narrow: the engine shows its progress line by line, --non-interactive.)");
  screen.output(`\n${await readFile(join(ROOT, "examples", "demo", "index.ts"), "utf8")}`);
  await shown(["stack", "init", stack]);
}

/** @param {Scene} scene */
async function restorePoint({ screen, control, shown, read, checks, world }) {
  screen.chapter("1. A restore point");
  screen.say(`${HOST} writes to its disk. Then \`pulumi up\` takes a snapshot; the lever is not armed yet.`);
  await control.writeContent(DISK, GOOD);
  const up = await shown(["up", "--yes", "--skip-preview"]);
  checks.same("pulumi up ended with", up.code, 0);
  await world({ content: GOOD, resets: 0, calls: ["CreateSnapshot"] });
  const point = await read("snapshotId");
  checks.same(`snapshot ${point} holds`, (await control.snapshot(point)).content, GOOD);
  checks.demand();
  return point;
}

/** @param {Scene} scene */
async function damage({ screen, control, checks, world }) {
  screen.chapter("2. An update goes wrong");
  screen.say("It overwrites the disk, and a customer orders something meanwhile.");
  await control.writeContent(DISK, LATER);
  await world({ content: LATER, resets: 0, calls: [] });
  checks.demand();
}

/** @param {Scene} scene */
async function plan({ screen, shown, setConfig, checks, world }) {
  screen.chapter("3. The plan");
  screen.say("Naming the snapshot arms the lever. The preview says what would happen, and changes nothing.");
  await setConfig("rollBackTo", "snapshotId");
  const preview = await shown(["preview"]);
  checks.same("pulumi preview ended with", preview.code, 0);
  checks.says("it says which writes will be lost", preview.told.messages, /writes since .+ will be lost/s);
  checks.says("it says what becomes of the host", preview.told.messages, /will be stopped/);
  await world({ content: LATER, resets: 0, calls: [] });
  checks.demand();
}

/** @param {Scene} scene @param {string} point */
async function rollBack({ screen, control, shown, read, checks, world }, point) {
  screen.chapter("4. The rollback");
  screen.say(
    "The host is stopped, the present is saved in a safety snapshot, the disk goes back, the host starts.",
  );
  const up = await shown(["up", "--yes", "--skip-preview"]);
  checks.same("pulumi up ended with", up.code, 0);
  await world({ content: GOOD, resets: 1, calls: ROLLBACK });
  const safety = await read("undoSnapshotId");
  checks.same("the safety snapshot is another one", safety !== point, true);
  checks.same(`safety snapshot ${safety} holds`, (await control.snapshot(safety)).content, LATER);
  checks.demand();
  return safety;
}

/** @param {Scene} scene */
async function undo({ screen, shown, read, setConfig, checks, world }) {
  screen.chapter("5. Undo, in one line");
  screen.say("Order 1001 is wanted after all. The safety snapshot is a restore point like any other.");
  await setConfig("rollBackTo", "undoSnapshotId");
  const up = await shown(["up", "--yes", "--skip-preview"]);
  checks.same("pulumi up ended with", up.code, 0);
  await world({ content: LATER, resets: 2, calls: ROLLBACK });
  checks.demand();
  return read("undoSnapshotId");
}

/** @param {Scene} scene @param {string} point */
async function once({ screen, shown, setConfig, checks, world }, point) {
  screen.chapter("6. Once");
  screen.say("Another `pulumi up` finds nothing to do.");
  const again = await shown(["up", "--yes", "--skip-preview"]);
  checks.same("pulumi up ended with", again.code, 0);
  checks.same("resources it changed", changed(again.told.changes), []);
  await world({ content: LATER, resets: 2, calls: [] });

  screen.say(
    "Somebody reverts the commit: the first snapshot is declared again. That rollback has run already.",
  );
  await setConfig("rollBackTo", point);
  const refused = await shown(["preview"]);
  checks.same("pulumi preview failed", refused.code !== 0, true);
  checks.says("it says why", refused.told.messages, /has already run/);
  await world({ content: LATER, resets: 2, calls: [] });
  checks.demand();
}

/** @param {Scene} scene @param {readonly { id: string, content: string }[]} safety */
async function end({ screen, control, shown, checks, world }, safety) {
  screen.chapter("7. The end");
  screen.say(
    "The restore point is deleted with the stack. The disk stays as it is, and so do the safety snapshots " +
      `${safety.map(({ id }) => id).join(" and ")}.`,
  );
  const destroy = await shown(["destroy", "--yes", "--skip-preview"]);
  screen.gap();
  checks.same("pulumi destroy ended with", destroy.code, 0);
  await world({ content: LATER, resets: 2, calls: ["DeleteSnapshot"] });
  for (const { id, content } of safety)
    checks.same(`safety snapshot ${id} holds`, (await control.snapshot(id)).content, content);
  checks.demand();
}

/**
 * @param {Record<string, number>} changes
 * @returns {string[]} what happened to resources beside staying the same
 */
const changed = (changes) => Object.keys(changes).filter((kind) => kind !== "same");
