import { describe, expect, test } from "vitest";
import { hosted, providerText, shimmed, startMs, urn } from "./hosted";

const diskId = "d-sim0002";

describe("the provider in the SDK's host", { timeout: startMs }, () => {
  const host = hosted();
  const existing = async () => {
    await host.simulator.control.add("snapshots", { snapshotId: "s-there", sourceDiskId: diskId });
    return shimmed("DiskSnapshot", { existingSnapshotId: "s-there" });
  };

  test("check: the text in the state loads the package by its name, and is kept", async () => {
    const { inputs, failures } = await host.provider.check({}, shimmed("DiskSnapshot", { diskId }));
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      service: "ecs",
      regionId: "cn-hangzhou",
      diskId,
      __provider: providerText.DiskSnapshot,
      __urn: urn("DiskSnapshot"),
    });
  });

  test("check: failures arrive with their properties, and nothing is printed", async () => {
    const { failures } = await host.provider.check(
      {},
      shimmed("DiskSnapshot", { diskId: "x", description: "y" }),
    );
    expect(failures).toEqual([
      { property: "diskId", reason: expect.stringContaining("disk id") as string },
      { property: "", reason: expect.stringContaining("description must be") as string },
    ]);
    expect(host.provider.printed()).toBe("");
  });

  test("a snapshot's life: create, diff, read, update and delete", async () => {
    const { inputs } = await host.provider.check({}, shimmed("DiskSnapshot", { diskId }));
    const created = await host.provider.create(inputs);
    expect(created.id).toMatch(/^ecs\/cn-hangzhou\/d-sim0002\/[0-9a-f]{8}$/);
    expect(created.properties).toMatchObject({
      status: "accomplished",
      __provider: providerText.DiskSnapshot,
    });
    const snapshotId = String(created.properties["snapshotId"]);

    expect(await host.provider.diff(created.id, created.properties, inputs)).toEqual({
      changes: false,
      replaces: [],
    });
    const described = { ...inputs, description: "for the upgrade" };
    expect(await host.provider.diff(created.id, created.properties, described)).toEqual({
      changes: true,
      replaces: [],
    });
    const moved = { ...inputs, diskId: "d-sim0001" };
    expect(await host.provider.diff(created.id, created.properties, moved)).toEqual({
      changes: true,
      replaces: ["diskId"],
    });

    const updated = await host.provider.update(created.id, created.properties, described);
    expect(updated).toMatchObject({ snapshotId, description: "for the upgrade", __urn: urn("DiskSnapshot") });
    expect((await host.simulator.control.snapshot(snapshotId)).description).toBe("for the upgrade");

    expect(await host.provider.read(created.id, updated)).toEqual({ id: created.id, properties: updated });
    await host.provider.delete(created.id, updated);
    expect((await host.simulator.control.world()).snapshots).toEqual({});
    expect(host.provider.printed()).toBe("");
  });

  test("a replacement's create, killed and sent again: is answered with the same snapshot", async () => {
    const { inputs } = await host.provider.check({}, shimmed("DiskSnapshot", { diskId }));
    const { id, properties } = await host.provider.create(inputs);
    const replacement = async () => {
      const moved = shimmed("DiskSnapshot", { diskId: "d-sim0001" });
      const { inputs: checked } = await host.provider.check(inputs, moved);
      expect((await host.provider.diff(id, properties, checked)).replaces).toEqual(["diskId"]);
      return (await host.provider.create((await host.provider.check({}, moved)).inputs)).properties;
    };
    expect((await replacement())["snapshotId"]).toBe((await replacement())["snapshotId"]);
    expect(Object.keys((await host.simulator.control.world()).snapshots)).toHaveLength(2);
  });

  test("a rollback's life: what is undefined reaches no state, and destroy calls nothing", async () => {
    const { inputs } = await host.provider.check({}, shimmed("DiskRollback", { diskId }));
    const created = await host.provider.create(inputs);
    expect(created.properties).toMatchObject({ phase: "disarmed", __provider: providerText.DiskRollback });
    expect(created.properties).not.toHaveProperty("pending");
    expect(await host.provider.diff(created.id, created.properties, inputs)).toEqual({
      changes: false,
      replaces: [],
    });
    expect(await host.provider.read(created.id, created.properties)).toEqual(created);
    const called = (await host.simulator.control.calls()).map(({ action }) => action);
    for (const action of called) expect(action).toMatch(/^Describe/);
    await host.simulator.control.clearCalls();
    await host.provider.delete(created.id, created.properties);
    expect(await host.simulator.control.calls()).toEqual([]);
  });

  test("shim's properties: are no inputs, and a changed URN is no change", async () => {
    const properties = await existing();
    const { inputs } = await host.provider.check({}, properties);
    const { id, properties: outputs } = await host.provider.create(inputs);
    const renamed = { ...inputs, __urn: urn("DiskSnapshot", "renamed") };
    expect(await host.provider.diff(id, outputs, renamed)).toEqual({ changes: false, replaces: [] });
  });

  test("get: a snapshot is read by its own id", async () => {
    const { properties } = await existing().then(() =>
      host.provider.read("s-there", shimmed("DiskSnapshot", { regionId: "cn-hangzhou" })),
    );
    expect(properties).toMatchObject({ snapshotId: "s-there", status: "accomplished", sourceDiskId: diskId });
  });

  test("both kinds: share one process, and each has its own methods", async () => {
    const [snapshot, rollback] = await Promise.all([
      host.provider.check({}, shimmed("DiskSnapshot", {})),
      host.provider.check({}, shimmed("DiskRollback", {})),
    ]);
    expect(snapshot.failures[0]?.reason).toMatch(/existingSnapshotId/);
    expect(rollback.failures[0]?.reason).toMatch(/which disk to roll back/);
  });
});
