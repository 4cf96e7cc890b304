import { describe, expect, test } from "vitest";
import {
  changes,
  completeSnapshot,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  resetsOf,
  startHost,
  world,
} from "./fixture";
import type { DeclaredResource } from "./stack";

const cloud = world();

/** The plan that a preview shows for a rollback that would run. */
async function planOf(lever: DeclaredResource, inputs: Record<string, unknown>): Promise<string[]> {
  return (await lever.preview(inputs)).words.split("\n").map((line) => line.trim());
}

/** What stands in the way, each on its property; nothing may have been changed to find it out. */
async function obstaclesOf(lever: DeclaredResource, inputs: Record<string, unknown>): Promise<string> {
  await cloud.control.clearCalls();
  const { message } = await failureOf(lever.preview(inputs));
  expect(await changes(cloud)).toEqual([]);
  return message;
}

describe("the plan of a rollback", () => {
  test("disk, snapshot, loss, host, safety snapshot and the cloud's verdict: one fact a line", async () => {
    const snapshotId = await damagedDisk(cloud);
    expect(await planOf(cloud.rollback(), { diskId, snapshotId })).toEqual([
      "will roll back d-sim0002 (data disk, 100 GiB)",
      `to snapshot ${snapshotId}, 1 h old`,
      expect.stringMatching(/^writes since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(1 h\) will be lost$/),
      "instance i-sim0001: Stopped;",
      "stays stopped",
      expect.stringMatching(/^safety snapshot first.*14 days$/),
      "cloud's dry run: passed",
    ]);
    expect(await changes(cloud)).toEqual([]);
  });

  test("newer snapshots: those that would be skipped are named", async () => {
    const snapshotId = await damagedDisk(cloud);
    const newer = await completeSnapshot(cloud);
    const words = await planOf(cloud.rollback(), { diskId, snapshotId });
    expect(words).toContain(`newer snapshots skipped: ${newer}`);
  });

  test("no safety snapshot: is said aloud", async () => {
    const snapshotId = await damagedDisk(cloud);
    const words = await planOf(cloud.rollback(), { diskId, snapshotId, safetySnapshot: false });
    expect(words).toContain("NO safety snapshot: there is no way back to the present");
  });

  test("guards that let it pass: are named", async () => {
    const snapshotId = await damagedDisk(cloud);
    const guards = {
      maxDataLoss: "24h",
      requireNewest: true,
      expectLast: "none",
      notAfter: "2099-01-01T00:00:00Z",
    };
    const words = (await planOf(cloud.rollback(), { diskId, snapshotId, ...guards })).join("\n");
    expect(words).toMatch(
      /guards passed: at most 24h lost, not after 2099-01-01 00:00 UTC, newest snapshot only, last applied is none/,
    );
  });

  test("an update: shows the same plan, once for each preview", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId });
    await lever.preview({ diskId, snapshotId });
    expect(lever.lines.info.filter((line) => line.startsWith("will roll back"))).toHaveLength(1);
  });

  test.each([
    ["cut off", { effect: "drop-before" as const }, /ConnectionLost/],
    ["throttled", { effect: "throttle" as const }, /Throttling/],
    ["not allowed to read", { effect: "error" as const, code: "Forbidden.RAM" }, /Forbidden\.RAM/],
    ["in trouble", { effect: "error" as const, code: "ServiceUnavailable" }, /ServiceUnavailable/],
  ])(
    "the cloud is %s: preview says that the plan is unchecked, and goes on",
    async (_case, fault, reason) => {
      const snapshotId = await damagedDisk(cloud);
      await cloud.control.addFault(fault);
      const { operation, words } = await cloud.rollback().preview({ diskId, snapshotId });
      expect(operation).toBe("create");
      expect(words).toMatch(/^Plan unchecked/);
      expect(words).toMatch(reason);
    },
  );

  test.each<[string, Record<string, unknown>, () => void, string]>([
    [
      "the switch that refuses all rollbacks",
      {},
      () => (cloud.config["restore:rollbacks"] = "refuse"),
      "snapshotId: rollbacks are switched off by restore:rollbacks",
    ],
    ["an expired request", { notAfter: "2020-01-01T00:00:00Z" }, () => undefined, "notAfter: this request"],
    ["another last one", { expectLast: "s-other" }, () => undefined, "expectLast: what was applied last"],
  ])("unchecked plan, %s: needs no reading, and fails preview", async (_case, inputs, set, words) => {
    const snapshotId = await damagedDisk(cloud);
    set();
    await cloud.control.addFault({ action: "DescribeInstances", effect: "error", code: "Forbidden.RAM" });
    const lever = cloud.rollback();
    expect((await failureOf(lever.preview({ diskId, snapshotId, ...inputs }))).message).toContain(words);
    expect(lever.lines.warn.join("\n")).toMatch(/^Plan unchecked/);
  });

  test("unchecked plan: the run itself checks, and changes nothing where it cannot", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    const lever = cloud.rollback();
    const error = await failureOf(lever.up({ diskId, snapshotId }));
    expect(error.message).toMatch(/^Nothing was changed.*\n.*Forbidden\.RAM/);
    expect(lever.state).toBeUndefined();
    expect(await changes(cloud)).toEqual([]);
  });
});

describe("what stands in the way of a rollback", () => {
  test("running host: refused in preview and in up, with no call that changes anything", async () => {
    const snapshotId = await damagedDisk(cloud);
    await startHost(cloud);
    const lever = cloud.rollback();
    const words = await obstaclesOf(lever, { diskId, snapshotId });
    expect(words).toMatch(/^whenRunning: instance i-sim0001 is Running and must be Stopped: stop it first/);
    expect((await failureOf(lever.up({ diskId, snapshotId }))).message).toBe(words);
    expect(await changes(cloud)).toEqual([]);
    expect(lever.state).toBeUndefined();
  });

  test("started between preview and up: refused at the last look, and the state stays as it was", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId });
    await lever.preview({ diskId, snapshotId });
    await startHost(cloud);
    const before = lever.state;
    const error = await failureOf(lever.up({ diskId, snapshotId }));
    expect(error.message).toMatch(/Nothing was changed\.\n  whenRunning: instance i-sim0001 is Running/);
    expect(lever.state).toEqual(before);
    expect(await resetsOf(cloud)).toBe(0);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["a disk that is none", { diskId: "d-none" }, /^diskId: there is no disk d-none \(ecs, cn-hangzhou\)/m],
    ["a snapshot that is none", { snapshotId: "s-none" }, /^snapshotId: there is no snapshot s-none/m],
    [
      "a region that has none",
      { regionId: "cn-beijing" },
      /^diskId: there is no disk d-sim0002 \(ecs, cn-beijing\)/m,
    ],
    ["too old a snapshot", { maxDataLoss: "59m" }, /^maxDataLoss: the snapshot is 1 h old/m],
    [
      "an expired request",
      { notAfter: "2020-01-01T00:00:00Z" },
      /^notAfter: this request expired at 2020-01-01 00:00 UTC/m,
    ],
    [
      "another last one",
      { expectLast: "s-other" },
      /^expectLast: what was applied last is none, not s-other/m,
    ],
  ])("%s: is told on its property", async (_case, inputs, words) => {
    const snapshotId = await damagedDisk(cloud);
    expect(await obstaclesOf(cloud.rollback(), { diskId, snapshotId, ...inputs })).toMatch(words);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["a multi-attach disk", { multiAttach: true }, /^diskId: disk d-sim0002 is a multi-attach disk/m],
    ["a local disk", { category: "local_ssd_pro" }, /^diskId: disk d-sim0002 is of category local_ssd_pro/m],
    [
      "a locked disk",
      { operationLocks: ["security"] },
      /^diskId: disk d-sim0002 cannot be used now: security/m,
    ],
    ["a disk in another change", { heldStatus: "Detaching" }, /^diskId: disk d-sim0002 is Detaching/m],
    [
      "an encrypted disk",
      { encrypted: true },
      /^snapshotId: snapshot \S+ is not encrypted and disk d-sim0002 is encrypted/m,
    ],
    [
      "a disk that the cloud does not let go",
      { conflicting: true },
      /^snapshotId: the cloud refuses it in a dry run: .*Operation\.Conflict/m,
    ],
    [
      "an account without the right",
      { whitelisted: false },
      /^snapshotId: the cloud refuses it in a dry run: .*UserNotInTheWhiteList/m,
    ],
  ])("%s: is told on the property that mends it", async (_case, fields, words) => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.patch("disks", diskId, fields);
    expect(await obstaclesOf(cloud.rollback(), { diskId, snapshotId })).toMatch(words);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["another disk's snapshot", { sourceDiskId: "d-sim0001" }, /of disk d-sim0001, not of d-sim0002/],
    ["an incomplete snapshot", { status: "progressing" }, /is not complete yet/],
    ["a failed snapshot", { status: "failed" }, /has failed/],
    ["an encrypted snapshot", { encrypted: true }, /is encrypted and disk d-sim0002 is not encrypted/],
    [
      "a snapshot that cannot be put back",
      { resettable: false },
      /the cloud refuses it in a dry run: .*OperationDenied/,
    ],
  ])("%s: is told on snapshotId", async (_case, fields, words) => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.patch("snapshots", snapshotId, fields);
    const told = await obstaclesOf(cloud.rollback(), { diskId, snapshotId });
    expect(told).toMatch(words);
    expect(told).toMatch(/^snapshotId: /m);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      "a locked instance",
      { operationLocks: ["security"] },
      /instance i-sim0001 is locked or unpaid \(security\)/,
    ],
    [
      "an expired instance",
      { expiredAt: "2020-01-01T00:00:00Z" },
      /instance i-sim0001 is locked or unpaid \(financial\)/,
    ],
  ])("%s: is told", async (_case, fields, words) => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.patch("instances", instanceId, fields);
    expect(await obstaclesOf(cloud.rollback(), { diskId, snapshotId })).toMatch(words);
  });

  test("a snapshot of the disk is being taken: is told", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.snapshot().up({ diskId, waitFor: "submitted" });
    expect(await obstaclesOf(cloud.rollback(), { diskId, snapshotId })).toMatch(
      /^diskId: snapshot s-\w+ of disk d-sim0002 is still being taken \(\d+ %\): wait for it/m,
    );
  });

  test("requireNewest: names the newer ones", async () => {
    const snapshotId = await damagedDisk(cloud);
    const newer = await completeSnapshot(cloud);
    expect(await obstaclesOf(cloud.rollback(), { diskId, snapshotId, requireNewest: true })).toMatch(
      new RegExp(`^requireNewest: newer snapshots exist: ${newer} \\(`, "m"),
    );
  });

  test("all at once: nobody has to find them one by one", async () => {
    const snapshotId = await damagedDisk(cloud);
    await startHost(cloud);
    await cloud.control.patch("disks", diskId, { multiAttach: true, encrypted: true });
    const told = await obstaclesOf(cloud.rollback(), {
      diskId,
      snapshotId,
      maxDataLoss: "1m",
      expectLast: "s-x",
    });
    const properties = told.split("\n").map((line) => line.split(":")[0]);
    expect(properties).toEqual(["diskId", "snapshotId", "whenRunning", "maxDataLoss", "expectLast"]);
  });

  test.each([
    ["configuration", () => (cloud.config["restore:rollbacks"] = "refuse"), /restore:rollbacks/],
    [
      "environment",
      () => (cloud.environment["ALICLOUD_RESTORE_ROLLBACKS"] = "refuse"),
      /ALICLOUD_RESTORE_ROLLBACKS/,
    ],
  ])("kill switch in the %s: refuses every run, and nothing else", async (_where, set, words) => {
    const snapshotId = await damagedDisk(cloud);
    const done = cloud.rollback("done");
    await done.up({ diskId, snapshotId });
    set();
    const lever = cloud.rollback();
    await lever.up({ diskId });
    const told = await obstaclesOf(lever, { diskId, snapshotId, triggers: 1 });
    expect(told).toMatch(/rollbacks are switched off by/);
    expect(told).toMatch(words);
    expect((await failureOf(lever.up({ diskId, snapshotId, triggers: 1 }))).message).toBe(told);
    expect(await resetsOf(cloud)).toBe(1);
  });
});

describe("expectLast", () => {
  test("compare and swap: the second of two people is refused", async () => {
    const a = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId: a, expectLast: "none" });
    const b = await completeSnapshot(cloud);
    expect((await failureOf(lever.preview({ diskId, snapshotId: b, expectLast: "none" }))).message).toMatch(
      new RegExp(`expectLast: what was applied last is ${a}, not none`),
    );
    expect(await lever.up({ diskId, snapshotId: b, expectLast: a })).toBe("update");
    expect(await resetsOf(cloud)).toBe(2);
  });
});
