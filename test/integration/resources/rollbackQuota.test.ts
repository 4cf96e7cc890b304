import { beforeEach, describe, expect, test } from "vitest";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { newSession } from "./stack";

const cloud = world();
const service = "swas";
const diskId = "d-simswas01";
const serverId = "sim00000000000000000000000000swas1";
const safetyTag = { "pulumi-alicloud-restore:safety": "rk-0123456789abcdef01234567.abcdef" };
const instance = () => cloud.control.instance(serverId);
const power = (status: string) => cloud.control.patch("instances", serverId, { status });
const resets = async () => (await cloud.control.disk(diskId)).resets;
const snapshots = async () => Object.keys((await cloud.control.world()).snapshots);
const point = (fields: Record<string, unknown> = {}) => completeSnapshot(cloud, fields, diskId);
const inputs = (snapshotId: string) => ({ service, diskId, snapshotId, whenRunning: "stop" });

beforeEach(() => power("Running"));

describe("a rollback of a server that has as many snapshots as it may have", () => {
  test("preview: is refused, and names what may go, safety snapshots first, never the one gone back to", async () => {
    const snapshotId = await point();
    const other = await point();
    const safety = await point({ tags: safetyTag });
    await cloud.control.clearCalls();
    const { message } = await failureOf(cloud.rollback().preview(inputs(snapshotId)));
    expect(message).toMatch(
      new RegExp(
        `^safetySnapshot: server ${serverId} has 3 of 3 snapshots: no room for the safety snapshot\\. ` +
          `Delete one that is not needed any more \\(safety snapshots of earlier rollbacks: ${safety} of .* UTC; ` +
          `others: ${other} of .* UTC\\), or set safetySnapshot: false to go without a way back$`,
        "i",
      ),
    );
    expect(message).not.toContain(`${snapshotId} of`);
    expect(await changes(cloud)).toEqual([]);
  });

  test("up after a preview that could not look: is refused before anything is stopped", async () => {
    const snapshotId = await point();
    await point();
    await point();
    await cloud.control.addFault({
      ...{ service, action: "ListSnapshots", effect: "error" },
      ...{ code: "Forbidden.RAM", once: true },
    });
    await cloud.control.clearCalls();
    const { message } = await failureOf(cloud.rollback().up(inputs(snapshotId)));
    expect(message).toMatch(/Nothing was changed\.\n +safetySnapshot: server \w+ has 3 of 3 snapshots/);
    expect(await changes(cloud)).toEqual([]);
    expect((await instance()).status).toBe("Running");
    expect(await resets()).toBe(0);
  });

  test("other obstacles: are told with it, at once", async () => {
    const snapshotId = await point();
    await point();
    await point();
    const { message } = await failureOf(cloud.rollback().preview({ service, diskId, snapshotId }));
    expect(message).toMatch(/whenRunning: server \w+ is Running/i);
    expect(message).toMatch(/safetySnapshot: server \w+ has 3 of 3 snapshots/i);
  });

  test("what another rollback has saved that may have run: is not named to go", async () => {
    const snapshotId = await point();
    const other = await point();
    await point({
      tags: {
        ...safetyTag,
        "pulumi-alicloud-restore:rk-0123456789abcdef01234567.abcdef": "1|sending|1|2026-11-22T00:00:00Z|1|0",
      },
    });
    const { message } = await failureOf(cloud.rollback().preview(inputs(snapshotId)));
    expect(message).toMatch(new RegExp(`not needed any more \\(others: ${other} of [^;,]* UTC\\)`));
  });

  test("what another rollback saves that may be at work now: is not named to go", async () => {
    const snapshotId = await point();
    const other = await point();
    const safety = await point({ tags: safetyTag });
    await cloud.control.patch("snapshots", safety, { createdAt: new Date(cloud.clock.now()).toISOString() });
    const { message } = await failureOf(cloud.rollback().preview(inputs(snapshotId)));
    expect(message).toMatch(new RegExp(`not needed any more \\(others: ${other} of [^;,]* UTC\\)`));
  });

  test("a failed snapshot: takes up room too, and is named as one that holds nothing", async () => {
    const snapshotId = await point();
    const failed = await point({ failedAt: "2026-11-22T00:00:00Z" });
    await point();
    const { message } = await failureOf(cloud.rollback().preview(inputs(snapshotId)));
    expect(message).toContain(`(failed: ${failed} of `);
  });

  test("more snapshots than are documented: the limit is another one, and the cloud decides", async () => {
    await cloud.control.settings({ swas: { snapshotsPerServer: 20 } });
    const snapshotId = await point();
    for (let more = 0; more < 3; more += 1) await point();
    await cloud.rollback().up(inputs(snapshotId));
    expect(await resets()).toBe(1);
    expect(await snapshots()).toHaveLength(5);
  });

  test("safetySnapshot false: needs no room", async () => {
    const snapshotId = await point();
    await point();
    await point();
    await cloud.rollback().up({ ...inputs(snapshotId), safetySnapshot: false });
    expect(await resets()).toBe(1);
    expect(await snapshots()).toHaveLength(3);
  });

  test("an attempt that may have run, and no telling what was written since: keeps what it has saved", async () => {
    const snapshotId = await point();
    const other = await point();
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service, action: "ResetDisk", effect: "error", code: "InternalError" });
    const lever = cloud.rollback();
    await failureOf(lever.up(inputs(snapshotId)));
    await cloud.control.clearFaults();
    const { message } = await failureOf(lever.up(inputs(snapshotId)));
    expect(message).toMatch(new RegExp(`not needed any more \\(others: ${other} of [^;,]* UTC\\)`));
    expect(await resets()).toBe(0);
    await cloud.control.remove("snapshots", other);
    await lever.up(inputs(snapshotId));
    expect(await resets()).toBe(1);
    expect((await instance()).status).toBe("Running");
  });

  test("the state of an attempt that may have run is lost: its safety snapshot is not named to go", async () => {
    const snapshotId = await point();
    const other = await point();
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service, action: "ResetDisk", effect: "error", code: "InternalError" });
    await failureOf(cloud.rollback().up(inputs(snapshotId)));
    await cloud.control.clearFaults();
    const { message } = await failureOf(cloud.rollback().preview(inputs(snapshotId)));
    expect(message).toMatch(new RegExp(`not needed any more \\(others: ${other} of [^;]* UTC\\)`));
  });

  test("an attempt that is chosen to be sent again, and that ran since: is refused before it is stopped", async () => {
    const snapshotId = await point();
    await point();
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service, action: "ResetDisk", effect: "error", code: "InternalError" });
    const lever = cloud.rollback();
    await failureOf(lever.up(inputs(snapshotId)));
    await cloud.control.clearFaults();
    await power("Running");
    await cloud.clock.advance(3_600_000);
    await cloud.control.clearCalls();
    const { message } = await failureOf(lever.up({ ...inputs(snapshotId), onInterrupted: "retry" }));
    expect(message).toMatch(/has 3 of 3 snapshots/);
    expect(await changes(cloud)).toEqual([]);
    expect((await instance()).status).toBe("Running");
  });
});

test("one snapshot less: there is room for the safety snapshot, also once it is taken", async () => {
  const snapshotId = await point();
  await point();
  await cloud.rollback().preview(inputs(snapshotId));
  await cloud.rollback().up(inputs(snapshotId));
  expect(await resets()).toBe(1);
  expect(await snapshots()).toHaveLength(3);
});

describe("a rollback of an account that has as many snapshots of servers as it may have", () => {
  /** Those of other servers, of which each has no more than it may have. */
  async function elsewhere(count: number): Promise<void> {
    const server = { service: "swas", category: "ESSD", performanceLevel: "" };
    for (let index = 0; index < count; index += 1) {
      const instanceId = `${"c".repeat(31)}${Math.floor(index / 3)}`;
      const ofDisk = `d-other${Math.floor(index / 3)}`;
      if (index % 3 === 0) {
        await cloud.control.add("instances", { instanceId, service: "swas" });
        await cloud.control.add("disks", {
          ...server,
          diskId: ofDisk,
          instanceIds: [instanceId],
          type: "system",
        });
      }
      await completeSnapshot(cloud, {}, ofDisk);
    }
    await cloud.control.clearCalls();
  }

  test("none is left: preview and up refuse it, and nothing is stopped", async () => {
    const snapshotId = await point();
    await elsewhere(14);
    const words =
      /safetySnapshot: the account has 15 of 15 snapshots of servers in cn-hangzhou alone: no room for the safety snapshot\. Delete one that is not needed any more \(others: s-\w+ of [^,]*, s-\w+ of [^,]*, s-\w+ of [^,]* UTC and 11 more\), or set safetySnapshot: false/;
    expect((await failureOf(cloud.rollback().preview(inputs(snapshotId)))).message).toMatch(words);
    const lever = cloud.rollback();
    await lever.up({ service, diskId });
    const run = await failureOf(lever.updateOnly({ ...lever.state!.inputs, ...inputs(snapshotId) }, {}));
    expect(run.message).toMatch(words);
    expect(await changes(cloud)).toEqual([]);
    expect((await instance()).status).toBe("Running");
  });

  test("one is left: it is the safety snapshot", async () => {
    const snapshotId = await point();
    await elsewhere(13);
    await cloud.rollback().up(inputs(snapshotId));
    expect(await resets()).toBe(1);
    expect(await snapshots()).toHaveLength(15);
  });

  test("more than are documented: the limit is another one, and the cloud decides", async () => {
    await cloud.control.settings({ swas: { snapshotsPerAccount: 100 } });
    const snapshotId = await point();
    await elsewhere(17);
    await cloud.rollback().up(inputs(snapshotId));
    expect(await resets()).toBe(1);
  });

  test("several rollbacks: count them by one list", async () => {
    await elsewhere(6);
    const session = newSession(cloud.surroundings());
    const all = Object.values((await cloud.control.world()).snapshots);
    const goals = [0, 3].map((index) => ({
      ...{ service, whenRunning: "stop", safetySnapshot: { when: "afterStop" } },
      ...{ diskId: all[index]?.sourceDiskId, snapshotId: all[index]?.snapshotId },
    }));
    await cloud.control.remove("snapshots", String(all[1]?.snapshotId));
    await cloud.control.remove("snapshots", String(all[4]?.snapshotId));
    await cloud.control.clearCalls();
    await Promise.all(goals.map((goal, index) => cloud.rollback(`lever${index}`).preview(goal, { session })));
    session.cloud.close();
    const lists = (await cloud.control.calls()).filter(
      ({ action, parameters }) =>
        action === "ListSnapshots" &&
        !["InstanceId", "DiskId", "SnapshotIds"].some((name) => name in parameters),
    );
    expect(lists).toHaveLength(1);
  });
});
