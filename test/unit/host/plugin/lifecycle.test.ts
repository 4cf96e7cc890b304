import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../../provider/lifecycle/unknown";
import { pluggedIn, startMs, urn } from "./pluggedIn";

const diskId = "d-sim0002";
const snapshotUrn = urn("DiskSnapshot");
const leverUrn = urn("DiskRollback");

describe("the plugin's resources", { timeout: startMs }, () => {
  const host = pluggedIn();
  const taken = async (inputs = { diskId }) => {
    const checked = await host.plugin.check(snapshotUrn, {}, inputs);
    const { id, properties } = await host.plugin.create(snapshotUrn, checked.inputs);
    return { id, inputs: checked.inputs, recorded: properties };
  };
  const disarmed = async () => {
    const { inputs } = await host.plugin.check(leverUrn, {}, { diskId });
    const { id, properties } = await host.plugin.create(leverUrn, inputs);
    return { id, inputs, recorded: properties };
  };

  test("check: fills in service and region, and names wrong properties", async () => {
    const { inputs, failures } = await host.plugin.check(snapshotUrn, {}, { diskId: "x", description: "y" });
    expect(failures).toEqual([
      { property: "diskId", reason: expect.stringContaining("disk id") as string },
      { property: "", reason: expect.stringContaining("description must be") as string },
    ]);
    expect(inputs).toMatchObject({ service: "ecs", regionId: "cn-hangzhou" });
  });

  test("a snapshot's life: create, diff, read, update and delete", async () => {
    const existing = await taken();
    expect(existing.recorded).toMatchObject({ status: "accomplished", sourceDiskId: diskId });
    expect(await host.plugin.diff(snapshotUrn, existing, existing.inputs)).toEqual({
      changes: false,
      replaces: [],
      detailed: {},
    });

    const described = { ...existing.inputs, description: "for the upgrade" };
    expect(await host.plugin.diff(snapshotUrn, existing, described)).toEqual({
      changes: true,
      replaces: [],
      detailed: { description: "ADD" },
    });
    const updated = await host.plugin.update(snapshotUrn, existing, described);
    expect(updated).toMatchObject({
      snapshotId: existing.recorded["snapshotId"],
      description: "for the upgrade",
    });

    const read = await host.plugin.read(snapshotUrn, existing.id, described, updated);
    expect(read).toEqual({ id: existing.id, inputs: described, properties: updated });
    await host.plugin.delete(snapshotUrn, existing.id, updated);
    expect((await host.simulator.control.world()).snapshots).toEqual({});
    expect(host.plugin.printed()).toBe("");
  });

  test("diff: says which property replaces, and which is only taken up", async () => {
    const existing = await taken();
    expect(
      await host.plugin.diff(snapshotUrn, existing, { ...existing.inputs, diskId: "d-sim0001" }),
    ).toEqual({ changes: true, replaces: ["diskId"], detailed: { diskId: "UPDATE_REPLACE" } });
    const lever = await disarmed();
    expect(await host.plugin.diff(leverUrn, lever, { ...lever.inputs, whenRunning: "stop" })).toEqual({
      changes: false,
      replaces: [],
      detailed: {},
    });
  });

  test("diff of what was cut short: an update without a changed input", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "fails" });
    const { inputs } = await host.plugin.check(snapshotUrn, {}, { diskId });
    const failed = { ...inputs, snapshotId: "s-failed", status: "failed", previousSnapshotIds: [] };
    expect(await host.plugin.diff(snapshotUrn, { id: "x", inputs, recorded: failed }, inputs)).toEqual({
      changes: true,
      replaces: [],
      detailed: { status: "UPDATE (output)" },
    });
  });

  test("preview of a create: what will be known is known, and nothing is asked or done", async () => {
    const { inputs } = await host.plugin.check(snapshotUrn, {}, { diskId });
    await host.simulator.control.clearCalls();
    const { id, properties } = await host.plugin.create(snapshotUrn, inputs, { preview: true });
    expect(id).toBe("");
    expect(properties).toMatchObject({
      diskId,
      snapshotId: unknownValue,
      snapshotName: unknownValue,
      creationTime: unknownValue,
      status: "accomplished",
      sourceDiskId: diskId,
    });
    expect(properties).not.toHaveProperty("snapshotGroupId");
    expect(await host.simulator.control.calls()).toEqual([]);

    const lever = await host.plugin.create(leverUrn, inputs, { preview: true });
    expect(lever.properties).toMatchObject({ phase: "disarmed", history: [] });
    expect(lever.properties).not.toHaveProperty("undoSnapshotId");
  });

  test("preview of an update: the snapshot stays known unless another one is taken", async () => {
    const existing = await taken();
    const described = { ...existing.inputs, description: "for the upgrade" };
    const same = await host.plugin.update(snapshotUrn, existing, described, { preview: true });
    expect(same).toEqual({ ...existing.recorded, description: "for the upgrade" });
    const again = { ...existing.inputs, triggers: ["2"] };
    const next = await host.plugin.update(snapshotUrn, existing, again, { preview: true });
    expect(next).toMatchObject({
      snapshotId: unknownValue,
      triggers: ["2"],
      previousSnapshotIds: unknownValue,
    });
    expect(Object.keys((await host.simulator.control.world()).snapshots)).toHaveLength(1);
  });

  test("preview of a rollback: shows the plan, its results are unknown, and the disk is left alone", async () => {
    const lever = await disarmed();
    await host.simulator.control.add("snapshots", { snapshotId: "s-before", sourceDiskId: diskId });
    const armed = { ...lever.inputs, snapshotId: "s-before", whenRunning: "stop" };
    expect((await host.plugin.diff(leverUrn, lever, armed)).detailed).toEqual({
      snapshotId: "ADD",
      whenRunning: "ADD",
    });
    const planned = await host.plugin.update(leverUrn, lever, armed, { preview: true });
    expect(planned).toMatchObject({
      snapshotId: "s-before",
      undoSnapshotId: unknownValue,
      phase: unknownValue,
    });
    expect(host.engine.logged.map(({ message }) => message).join()).toMatch(/will roll back d-sim0002/);
    expect((await host.simulator.control.disk(diskId)).resets).toBe(0);

    const done = await host.plugin.update(leverUrn, lever, armed);
    expect(done).toMatchObject({ phase: "done", undoSnapshotId: expect.stringMatching(/^s-/) as string });
    expect((await host.simulator.control.disk(diskId)).resets).toBe(1);
    const after = { id: lever.id, inputs: armed, recorded: done };
    expect((await host.plugin.diff(leverUrn, after, armed)).changes).toBe(false);
    const unarmed = await host.plugin.update(leverUrn, after, lever.inputs, { preview: true });
    expect(unarmed).toMatchObject({ phase: "disarmed", undoSnapshotId: done["undoSnapshotId"] });
  });

  test("state of the dynamic classes: is compared and updated as its own", async () => {
    const existing = await taken();
    const shim = { __provider: "exports.handler = …", __urn: "urn:pulumi:dev::shop::x::y" };
    const moved = {
      id: existing.id,
      inputs: { ...existing.inputs, ...shim },
      recorded: { ...existing.recorded, ...shim },
    };
    const { inputs } = await host.plugin.check(snapshotUrn, moved.inputs, { diskId });
    expect(inputs).toEqual(existing.inputs);
    expect((await host.plugin.diff(snapshotUrn, moved, inputs)).changes).toBe(false);
    const updated = await host.plugin.update(snapshotUrn, moved, { ...inputs, description: "moved" });
    expect(updated).not.toHaveProperty("__provider");
    await host.plugin.delete(snapshotUrn, existing.id, moved.recorded);
    expect((await host.simulator.control.world()).snapshots).toEqual({});
  });

  test("refresh: the diff that follows a read shows no plan and refuses nothing", async () => {
    const lever = await disarmed();
    // Another one: checks of this process tell that a program runs.
    const other = urn("DiskRollback", "refreshed");
    await host.plugin.read(other, lever.id, lever.inputs, lever.recorded);
    await host.simulator.control.clearCalls();
    const armed = { ...lever.inputs, snapshotId: "s-none" };
    expect((await host.plugin.diff(other, lever, armed)).changes).toBe(true);
    expect(host.engine.logged).toEqual([]);
    expect(await host.simulator.control.calls()).toEqual([]);
  });
});
