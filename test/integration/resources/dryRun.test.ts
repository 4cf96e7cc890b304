import { afterEach, describe, expect, test } from "vitest";
import { neverArrived } from "./cutShort";
import { callCounts, changes, damagedDisk, diskId, failureOf, resetsOf, startHost, world } from "./fixture";
import { subjects, type Subject } from "./subjects";

/** The cloud's own word on a rollback, in preview and before a run changes anything. */
const cloud = world();
const [ecs] = subjects as readonly [Subject];

async function damagedOnRunningHost() {
  const snapshotId = await damagedDisk(cloud);
  await startHost(cloud);
  await cloud.clock.advance(120_000);
  return snapshotId;
}
const lastLine = (words: string) => words.split("\n").at(-1)?.trim();

describe("the cloud's dry run while the host runs", () => {
  test.each(["stop", "wait"])("whenRunning %s: that it has no verdict yet is said", async (whenRunning) => {
    const snapshotId = await damagedOnRunningHost();
    const { words } = await cloud.rollback().preview({ diskId, snapshotId, whenRunning });
    expect(lastLine(words)).toBe("cloud's dry run: no verdict while the instance runs");
    expect(await changes(cloud)).toEqual([]);
  });

  test.each([
    ["an account without the right", { whitelisted: false }, "UserNotInTheWhiteList"],
    [
      "a key that may not be used",
      { encrypted: true, kmsKeyState: "cmkUnauthorized" },
      "InvalidParameter.KMSKeyId.CMKUnauthorized",
    ],
  ])("%s: is told in preview, and in up before the host is stopped", async (_case, fields, code) => {
    const snapshotId = await damagedOnRunningHost();
    await cloud.control.patch("disks", diskId, fields);
    if ("encrypted" in fields) await cloud.control.patch("snapshots", snapshotId, { encrypted: true });
    const inputs = { diskId, snapshotId, whenRunning: "stop" };
    const lever = cloud.rollback();
    const told = new RegExp(`^ *snapshotId: the cloud refuses it in a dry run: .*: ${code}`, "m");
    expect((await failureOf(lever.preview(inputs))).message).toMatch(told);
    await lever.up({ diskId });
    const run = await failureOf(lever.updateOnly({ ...lever.state!.inputs, ...inputs }, {}));
    expect(run.message).toMatch(told);
    expect(await changes(cloud)).toEqual([]);
    // At once with what else stands in the way.
    const { message } = await failureOf(cloud.rollback().preview({ diskId, snapshotId, maxDataLoss: "1m" }));
    expect(message).toMatch(/whenRunning: .*maxDataLoss: .*snapshotId: the cloud refuses/s);
  });
});

/** The caller lacks the permission, also in a dry run. */
const deny = (...actions: string[]) =>
  cloud.control.settings({ ram: { denied: actions.map((action) => `ecs:${action}`), dryRunsDenied: true } });
afterEach(() => cloud.control.settings({ ram: { denied: [] } }));
const rulesOf = (words: string) => [...words.matchAll(/^ *(\w+): this caller may not/gm)];

describe("a permission that is missing: found before the outage", () => {
  const rows = [
    ["ResetDisk", "snapshotId: this caller may not roll back: ResetDisk d-sim0002"],
    ["StopInstance", "whenRunning: this caller may not stop the instance i-sim0001: StopInstance"],
    [
      "StartInstance",
      "startAfter: this caller may not start the instance i-sim0001 afterwards: StartInstance",
    ],
  ] as const;
  test.each(rows)("%s: preview fails, and so does up, which changes nothing", async (action, words) => {
    const snapshotId = await damagedOnRunningHost();
    const inputs = { diskId, snapshotId, whenRunning: "stop" };
    await deny(action);
    const { message } = await failureOf(cloud.rollback().preview(inputs));
    expect(message).toContain(words);
    expect(message).toMatch(/Forbidden\.RAM: .*Grant the missing permission/);
    const lever = cloud.rollback();
    await lever.up({ diskId });
    const run = await failureOf(lever.updateOnly({ ...lever.state!.inputs, ...inputs }, {}));
    expect(run.message).toMatch(/^Cannot roll back .* Nothing was changed\./);
    expect(run.message).toContain(words);
    expect(await changes(cloud)).toEqual([]);
  });

  test("all that are missing are named at once", async () => {
    const snapshotId = await damagedOnRunningHost();
    await deny("ResetDisk", "StopInstance", "StartInstance");
    const { message } = await failureOf(
      cloud.rollback().preview({ diskId, snapshotId, whenRunning: "stop" }),
    );
    expect(
      rulesOf(message)
        .map(([, property]) => property)
        .sort(),
    ).toEqual(["snapshotId", "startAfter", "whenRunning"]);
  });

  test.each([
    ["the host is off, and stays so", { whenRunning: "stop" }, "Stopped"],
    ["somebody else stops it, and it stays off", { whenRunning: "wait", startAfter: "never" }, "Running"],
  ])("what the rollback does not need is not asked for: %s", async (_case, policy, status) => {
    const snapshotId = await damagedOnRunningHost();
    await cloud.control.patch("instances", "i-sim0001", { status });
    await deny("StopInstance", "StartInstance");
    const { words } = await cloud.rollback().preview({ diskId, snapshotId, ...policy });
    expect(words).toMatch(/^will roll back/);
  });

  test("a run under way does not ask again", async () => {
    const snapshotId = await damagedOnRunningHost();
    const lever = cloud.rollback();
    await lever.up({ diskId });
    await cloud.control.clearCalls();
    await lever.up({ diskId, snapshotId, whenRunning: "stop" });
    const counts = await callCounts(cloud);
    // In preview, and as the run begins.
    expect([counts["StopInstance (dry run)"], counts["StartInstance (dry run)"]]).toEqual([2, 2]);
    expect([counts["StopInstance"], counts["StartInstance"]]).toEqual([1, 1]);
  });

  test("whoever previews may only look: the plan is shown with what is needed; the run is refused", async () => {
    const snapshotId = await damagedOnRunningHost();
    const inputs = { diskId, snapshotId, whenRunning: "stop" };
    await deny("ResetDisk", "StopInstance", "StartInstance");
    cloud.environment["ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS"] = "true";
    const { words } = await cloud.rollback().preview(inputs);
    expect(words).toMatch(/^will roll back .*will be lost/s);
    for (const action of ["StopInstance", "StartInstance"])
      expect(words).toContain(`whoever runs the rollback needs ${action}: this caller may only look`);
    expect(lastLine(words)).toMatch(
      /^cloud's dry run: no verdict, because ResetDisk d-sim0002 → \S+ \(ecs, cn-hangzhou\): Forbidden\.RAM: .*needs this permission/,
    );
    const { message } = await failureOf(cloud.rollback().up(inputs));
    expect(message).toMatch(/Nothing was changed.*startAfter: this caller may not start/s);
    expect(await changes(cloud)).toEqual([]);
  });

  test("a value of the switch that is neither true nor false is refused, with its key", async () => {
    const snapshotId = await damagedOnRunningHost();
    cloud.config["restore:previewOnlyLooks"] = "perhaps";
    const { message } = await failureOf(
      cloud.rollback().preview({ diskId, snapshotId, whenRunning: "stop" }),
    );
    expect(message).toMatch(/restore:previewOnlyLooks: must be "true" or "false"/);
  });

  test.each([
    ["throttled", { effect: "throttle" }],
    ["in trouble", { effect: "error", code: "InternalError" }],
  ] as const)("%s: no verdict on the permission, and the plan is shown", async (_case, fault) => {
    const snapshotId = await damagedOnRunningHost();
    await cloud.control.addFault({ action: "StopInstance", ...fault });
    const { words } = await cloud.rollback().preview({ diskId, snapshotId, whenRunning: "stop" });
    expect(words).toMatch(/^will roll back/);
  });

  test("a run that was cut short: what is true of the disk comes first, and nothing is sent", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    await deny("ResetDisk");
    for (const failing of [lever.preview(inputs), lever.up(inputs)]) {
      const { message } = await failureOf(failing);
      expect(message).toMatch(/^Not known to be rolled back or not/);
      expect(message).toMatch(/Forbidden\.RAM/);
    }
    expect(await changes(cloud)).toEqual([]);
  });
});

describe("a dry run without an answer", () => {
  test.each([
    ["throttled", { effect: "throttle" }, /Throttling/],
    ["in trouble", { effect: "error", code: "InternalError" }, /InternalError/],
    ["cut off", { effect: "drop-before" }, /ConnectionLost/],
  ] as const)("%s: the plan that was read is shown; up changes nothing", async (_case, fault, why) => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.addFault({ action: "ResetDisk", ...fault });
    const lever = cloud.rollback();
    const { words } = await lever.preview({ diskId, snapshotId });
    expect(words).toMatch(/^will roll back .*will be lost/s);
    expect(lastLine(words)).toMatch(/^cloud's dry run: no verdict, because/);
    expect(lastLine(words)).toMatch(why);
    expect((await failureOf(lever.up({ diskId, snapshotId }))).message).toMatch(/Nothing was changed/);
    expect(await resetsOf(cloud)).toBe(0);
  });
});
