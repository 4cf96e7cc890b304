import { describe, expect, test } from "vitest";
import {
  callCounts,
  completeSnapshot,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  resetsOf,
  stopHost,
  systemDiskId,
  world,
} from "./fixture";
import type { DeclaredResource } from "./stack";

/** The traps that users of disk rollbacks fall into: the plan tells them before. */
const cloud = world();

const planOf = async (inputs: Record<string, unknown>, lever: DeclaredResource = cloud.rollback()) =>
  (await lever.preview(inputs)).words.split("\n").map((line) => line.trim());

describe("what a plan warns of", () => {
  test("the disk was resized since: both sizes", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.patch("disks", diskId, { size: 250 });
    expect(await planOf({ diskId, snapshotId })).toContain(
      "resized since, from 100 to 250 GiB: grow its file system again afterwards",
    );
  });

  test("a system disk: what goes back with it, and what the cloud sets anew", async () => {
    const snapshotId = await completeSnapshot(cloud, {}, systemDiskId);
    await stopHost(cloud);
    const plan = await planOf({ diskId: systemDiskId, snapshotId });
    expect(plan).toEqual(
      expect.arrayContaining([
        "system disk: host name, network settings, package sources, clock, logs and SSH host keys go back too",
        "the cloud sets the machine's current key pair or password on it again",
      ]),
    );
  });

  test("stopped in economical mode: also where it is not to be started", async () => {
    const snapshotId = await damagedDisk(cloud);
    const words = "stopped in economical mode: there may be no capacity to start it";
    expect(await planOf({ diskId, snapshotId })).not.toContain(words);
    await cloud.control.patch("instances", instanceId, { stoppedMode: "StopCharging" });
    expect(await planOf({ diskId, snapshotId })).toContain(words);
  });

  test("one of several data disks: the others, and the group; of all of them nothing", async () => {
    const data = ["d-sim0003", "d-sim0004", "d-sim0005"];
    const disks = [];
    for (const one of data) disks.push({ diskId: one, snapshotId: await completeSnapshot(cloud, {}, one) });
    const whenRunning = "stop";
    const [first] = disks;
    expect(await planOf({ ...first, whenRunning })).toContain(
      "its other data disks stay as now: d-sim0004, d-sim0005; if RAID or LVM spans them, roll back a group of the instance's disks (instanceId)",
    );
    expect((await planOf({ disks, whenRunning })).join("\n")).not.toMatch(/other data disk/);
  });

  test("the other disks of a machine: up does not ask for them", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId });
    await cloud.control.clearCalls();
    await lever.preview({ diskId, snapshotId });
    expect((await callCounts(cloud))["DescribeDisks"]).toBe(2);
  });
});

describe("a snapshot in the making", () => {
  test("somebody else takes it: is named with how it ends, and blocks until then", async () => {
    const snapshotId = await damagedDisk(cloud);
    const other = await completeSnapshot(cloud, { status: "progressing" });
    const { message } = await failureOf(cloud.rollback().preview({ diskId, snapshotId }));
    expect(message).toMatch(
      new RegExp(`snapshot ${other} of disk ${diskId} is still being taken .*: wait for it, or delete it`),
    );
    await cloud.control.remove("snapshots", other);
    expect(await planOf({ diskId, snapshotId })).toContain("cloud's dry run: passed");
  });
});

describe("a system disk that was replaced", () => {
  /** As after ReplaceSystemDisk: another disk on the same machine, and the old one is no more. */
  async function replaced(): Promise<string> {
    const snapshotId = await completeSnapshot(cloud, {}, systemDiskId);
    await stopHost(cloud);
    await cloud.control.remove("disks", systemDiskId);
    await cloud.control.add("disks", { diskId: "d-new", type: "system", instanceIds: [instanceId] });
    return snapshotId;
  }
  const wayOut = /custom image of the snapshot.*new disk of the snapshot/;

  test("the new disk to a snapshot of the old one: is refused with the way out", async () => {
    const snapshotId = await replaced();
    const { message } = await failureOf(cloud.rollback().preview({ diskId: "d-new", snapshotId }));
    expect(message).toMatch(
      new RegExp(`^snapshotId: snapshot ${snapshotId} is of system disk ${systemDiskId}, which is gone`),
    );
    expect(message).toMatch(wayOut);
    const up = await failureOf(cloud.rollback().up({ diskId: "d-new", snapshotId }));
    expect(up.message).toBe(message);
  });

  test("the old disk: is refused with the way out, too", async () => {
    const snapshotId = await replaced();
    const { message } = await failureOf(cloud.rollback().preview({ diskId: systemDiskId, snapshotId }));
    expect(message).toMatch(new RegExp(`^diskId: there is no disk ${systemDiskId} any more`));
    expect(message).toMatch(wayOut);
  });

  test("another system disk that is still there: that is a mistake of the program", async () => {
    const snapshotId = await completeSnapshot(cloud, {}, systemDiskId);
    await stopHost(cloud);
    await cloud.control.add("disks", { diskId: "d-new", type: "system", instanceIds: [instanceId] });
    const { message } = await failureOf(cloud.rollback().preview({ diskId: "d-new", snapshotId }));
    expect(message).toMatch(/a disk can only go back to its own snapshots/);
    expect(await resetsOf(cloud)).toBe(0);
  });
});
