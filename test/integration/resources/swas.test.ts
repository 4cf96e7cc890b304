import { beforeEach, describe, expect, test } from "vitest";
import { changes, failureOf, world } from "./fixture";

const cloud = world();
const service = "swas";
const diskId = "d-simswas01";
const serverId = "sim00000000000000000000000000swas1";
const text = (value: unknown) => String(value);
const snapshots = async () => Object.values((await cloud.control.world()).snapshots);
const power = (status: string) => cloud.control.patch("instances", serverId, { status });
const content = async () => (await cloud.control.disk(diskId)).content;
const resets = async () => (await cloud.control.disk(diskId)).resets;

describe("a DiskSnapshot of a simple application server", () => {
  test("a life: create, no second change, new generation, refresh, destroy", async () => {
    const point = cloud.snapshot("shop");
    expect(await point.up({ service, diskId, tags: { team: "shop" } })).toBe("create");
    const { outputs } = point.state!;
    expect(outputs).toMatchObject({
      service,
      status: "accomplished",
      sourceDiskId: diskId,
      sourceDiskType: "system",
    });
    expect(await cloud.control.snapshot(text(outputs["snapshotId"]))).toMatchObject({
      snapshotName: expect.stringMatching(/^shop-[0-9a-f]{8}$/) as string,
      tags: { team: "shop" },
    });
    expect(await point.up({ service, diskId, tags: { team: "shop" } })).toBe("same");
    expect(await point.up({ service, diskId, tags: { team: "shop" }, triggers: 2 })).toBe("update");
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([outputs["snapshotId"]]);
    expect(await point.refresh()).toEqual(point.state?.outputs);
    await point.destroy();
    expect(await snapshots()).toEqual([]);
  });

  test.each(["lower", "capitalised"] as const)(
    "status words in %s letters: mean the same",
    async (wordCase) => {
      await cloud.control.settings({ swas: { wordCase } });
      const point = cloud.snapshot();
      await point.up({ service, diskId });
      expect(point.state?.outputs["status"]).toBe("accomplished");
    },
  );

  test("description: is set once it is there, and changed in place", async () => {
    const point = cloud.snapshot();
    await point.up({ service, diskId, description: "first" });
    const { snapshotId } = point.state!.outputs;
    expect((await cloud.control.snapshot(text(snapshotId))).remark).toBe("first");
    expect(await point.up({ service, diskId, description: "second" })).toBe("update");
    expect((await cloud.control.snapshot(text(snapshotId))).remark).toBe("second");
    expect(point.state?.outputs["snapshotId"]).toBe(snapshotId);
  });

  test("name: cannot be changed, and is refused with what to do, never by taking a new one", async () => {
    const point = cloud.snapshot();
    await point.up({ service, diskId, snapshotName: "one" });
    const error = await failureOf(point.preview({ service, diskId, snapshotName: "two" }));
    expect(error.message).toMatch(
      /snapshotName of a snapshot that was taken cannot be changed in this service \(swas\)/,
    );
    expect(await point.up({ service, diskId, snapshotName: "two", triggers: 2 })).toBe("update");
  });

  test("the answer is lost: is found by its token, and not doubled", async () => {
    await cloud.control.addFault({ service, action: "CreateSnapshot", effect: "drop-after", once: true });
    await cloud.snapshot().up({ service, diskId });
    expect(await snapshots()).toHaveLength(1);
  });

  test("quota of three snapshots a server: is told with what to do", async () => {
    for (const number of [1, 2, 3]) await cloud.snapshot(`s${number}`).up({ service, diskId });
    const error = await failureOf(cloud.snapshot("s4").up({ service, diskId }));
    expect(error.message).toMatch(
      /^diskId: server \S+ has 3 of 3 snapshots: no room for another one\. Delete one that is not needed/,
    );
    expect(await snapshots()).toHaveLength(3);
  });

  test("ten calls a minute for each action: a snapshot comes to its end all the same", async () => {
    await cloud.control.settings({ swas: { callsPerMinute: 10 }, durations: { snapshot: "3m" } });
    const point = cloud.snapshot();
    await point.up({ service, diskId });
    expect(point.state?.outputs["status"]).toBe("accomplished");
  });
});

describe("a DiskRollback of a simple application server", () => {
  let snapshotId: string;
  beforeEach(async () => {
    await cloud.control.writeContent(diskId, "before");
    const point = cloud.snapshot("point");
    await point.up({ service, diskId });
    snapshotId = text(point.state?.outputs["snapshotId"]);
    await cloud.clock.advance(120_000);
    await cloud.control.writeContent(diskId, "after");
    await power("Stopped");
    await cloud.clock.advance(120_000);
    await cloud.control.clearCalls();
  });

  test("rolls back once, with a safety snapshot and a ClientToken", async () => {
    const lever = cloud.rollback();
    const inputs = { service, diskId, snapshotId };
    await lever.up(inputs);
    expect(await content()).toBe("before");
    expect((await changes(cloud)).filter((action) => !/[Tt]ag/.test(action))).toEqual([
      "CreateSnapshot",
      "ResetDisk",
    ]);
    const reset = (await cloud.control.calls()).find(({ action }) => action === "ResetDisk");
    expect(reset?.parameters["ClientToken"]).toMatch(/^[ -~]{1,64}$/);
    expect(await lever.up(inputs)).toBe("same");
    expect(await resets()).toBe(1);
  });

  test("running server: is refused in preview; stop stops it, and starts it again", async () => {
    await power("Running");
    await cloud.clock.advance(120_000);
    const lever = cloud.rollback();
    expect((await failureOf(lever.preview({ service, diskId, snapshotId }))).message).toMatch(
      new RegExp(`^whenRunning: server ${serverId} is Running`, "i"),
    );
    await lever.up({ service, diskId, snapshotId, whenRunning: "stop" });
    const order = (await changes(cloud)).filter((action) => !/[Tt]ag/.test(action));
    expect(order).toEqual(["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"]);
    expect((await cloud.control.instance(serverId)).status).toBe("Running");
    expect(await content()).toBe("before");
  });

  test("the answer is lost: is sent again with its token, and resets once", async () => {
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service, action: "ResetDisk", effect: "drop-after", once: true });
    const lever = cloud.rollback();
    await lever.up({ service, diskId, snapshotId });
    expect(lever.state?.outputs["phase"]).toBe("done");
    expect(await content()).toBe("before");
    expect(await resets()).toBe(1);
  });

  test.each(["Stopped", "Resetting"] as const)(
    "server that reads %s meanwhile: is done when the disk is back",
    async (serverStatusDuringReset) => {
      await cloud.control.settings({ swas: { serverStatusDuringReset }, durations: { reset: "1m" } });
      const lever = cloud.rollback();
      await lever.up({ service, diskId, snapshotId });
      expect((await cloud.control.disk(diskId)).resetting).toBe(false);
      expect(await content()).toBe("before");
    },
  );

  test("expired server: is told", async () => {
    await cloud.control.patch("instances", serverId, { businessStatus: "Expired" });
    expect((await failureOf(cloud.rollback().preview({ service, diskId, snapshotId }))).message).toMatch(
      /Expired/,
    );
  });

  test("requireNewest: its own safety snapshot is no newer restore point", async () => {
    await cloud.rollback().up({ service, diskId, snapshotId, requireNewest: true });
    expect(await content()).toBe("before");
  });

  test("state lost: the journal says that it has run", async () => {
    await cloud.rollback().up({ service, diskId, snapshotId });
    await power("Running");
    await cloud.clock.advance(120_000);
    await cloud.control.writeContent(diskId, "written since");
    const again = cloud.rollback();
    await again.up({ service, diskId, snapshotId });
    expect(again.state?.outputs["phase"]).toBe("adopted");
    expect(await resets()).toBe(1);
  });
});
