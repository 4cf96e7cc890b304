import { describe, expect, test } from "vitest";
import { neverArrived } from "./cutShort";
import { changes, damagedDisk, diskId, failureOf, resetsOf, startHost, world } from "./fixture";
import { subjects, type Subject } from "./subjects";

/** The cloud's own word on a rollback, in preview and before a run changes anything. */
const cloud = world();
const [ecs] = subjects as readonly [Subject];
const denied = { action: "ResetDisk", effect: "error", code: "Forbidden.RAM" } as const;

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

describe("a dry run without an answer", () => {
  test.each([
    ["stopped", damagedDisk],
    ["running", damagedOnRunningHost],
  ])("not permitted, the host %s: the plan is shown, with why there is no verdict", async (_is, make) => {
    const snapshotId = await make(cloud);
    await cloud.control.addFault(denied);
    const { words } = await cloud.rollback().preview({ diskId, snapshotId, whenRunning: "stop" });
    expect(words).toMatch(/^will roll back .*will be lost/s);
    expect(lastLine(words)).toMatch(
      /^cloud's dry run: no verdict, because ResetDisk d-sim0002 → \S+ \(ecs, cn-hangzhou\): Forbidden\.RAM: .*needs this permission/,
    );
  });

  test("not permitted: up is refused before it stops the host, and names no property", async () => {
    const snapshotId = await damagedOnRunningHost();
    await cloud.control.addFault(denied);
    const lever = cloud.rollback();
    const { message } = await failureOf(lever.up({ diskId, snapshotId, whenRunning: "stop" }));
    expect(message).toMatch(
      /^Nothing was changed: d-sim0002 to \S+ was not rolled back\.\n  ResetDisk .*Forbidden\.RAM: .*Grant the missing permission/,
    );
    expect(message).not.toContain("snapshotId");
    expect(await changes(cloud)).toEqual([]);
    expect(lever.state).toBeUndefined();
  });

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

  test("not permitted, a run that was cut short: its plan is shown; up sends nothing", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    await cloud.control.addFault(denied);
    const { words } = await lever.preview(inputs);
    expect(words).toMatch(
      /^an earlier run was cut short.*will be lost.*no verdict, because.*Forbidden\.RAM/s,
    );
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toMatch(/could not be looked into\. Nothing was sent/);
    expect(await changes(cloud)).toEqual([]);
  });
});
