import { describe, expect, test } from "vitest";
import { pluggedIn, startMs, urn } from "./pluggedIn";

const snapshotUrn = urn("DiskSnapshot");
const leverUrn = urn("DiskRollback");

describe("import", { timeout: startMs }, () => {
  const host = pluggedIn();

  test("a snapshot by its id: what a program declares of it changes nothing, and it is managed from then on", async () => {
    const { control } = host.simulator;
    await control.add("snapshots", {
      snapshotId: "s-there",
      sourceDiskId: "d-sim0002",
      snapshotName: "before-upgrade",
      tags: { team: "shop", "pulumi-alicloud-restore:key": "own" },
    });
    const { id, inputs, properties } = await host.plugin.read(snapshotUrn, "s-there");
    expect(inputs).toEqual({
      service: "ecs",
      regionId: "cn-hangzhou",
      diskId: "d-sim0002",
      snapshotName: "before-upgrade",
      tags: { team: "shop" },
    });
    expect(properties).toMatchObject({ snapshotId: "s-there", status: "accomplished" });
    const { inputs: checked, failures } = await host.plugin.check(snapshotUrn, inputs, inputs);
    expect(failures).toEqual([]);
    const existing = { id, inputs, recorded: properties };
    expect((await host.plugin.diff(snapshotUrn, existing, checked)).changes).toBe(false);
    await host.plugin.delete(snapshotUrn, id, properties);
    expect((await control.world()).snapshots).toEqual({});
  });

  test("an automatic snapshot: its name breaks the rule for those of programs, and is left out", async () => {
    await host.simulator.control.add("snapshots", {
      snapshotId: "s-auto",
      sourceDiskId: "d-sim0002",
      snapshotName: "auto2.0_20261101_sp-1",
    });
    const { id, inputs, properties } = await host.plugin.read(snapshotUrn, "ecs/cn-hangzhou/s-auto");
    expect(inputs).toEqual({ service: "ecs", regionId: "cn-hangzhou", diskId: "d-sim0002" });
    expect(properties["snapshotName"]).toBe("auto2.0_20261101_sp-1");
    const existing = { id, inputs, recorded: properties };
    expect((await host.plugin.diff(snapshotUrn, existing, inputs)).changes).toBe(false);
  });

  test("a group by its id: with its disks", async () => {
    const inputs = { service: "ecs", regionId: "cn-hangzhou", instanceId: "i-sim0002" };
    const taken = await host.plugin.create(snapshotUrn, inputs);
    const groupId = String(taken.properties["snapshotGroupId"]);
    const found = await host.plugin.read(snapshotUrn, groupId);
    expect([...(found.inputs["diskIds"] as string[])].sort()).toEqual([
      "d-sim0003",
      "d-sim0004",
      "d-sim0005",
      "d-sim0006",
    ]);
    expect(found.properties).toMatchObject({ snapshotGroupId: groupId, status: "accomplished" });
    const existing = { id: found.id, inputs: found.inputs, recorded: found.properties };
    expect((await host.plugin.diff(snapshotUrn, existing, found.inputs)).changes).toBe(false);
  });

  test("a lever by its disk: disarmed, and nothing is changed in the cloud", async () => {
    for (const [id, target] of [
      ["d-sim0002", { service: "ecs", diskId: "d-sim0002" }],
      ["i-sim0002", { service: "ecs", instanceId: "i-sim0002" }],
      ["swas/d-simswas01", { service: "swas", diskId: "d-simswas01" }],
      [
        "ecd/cn-hangzhou/ecd-sim0001/system",
        { service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "system" },
      ],
    ] as const) {
      const found = await host.plugin.read(leverUrn, id);
      expect(found.inputs).toEqual({ ...target, regionId: "cn-hangzhou" });
      expect(found.properties).toMatchObject({ service: target.service, phase: "disarmed" });
      const { failures } = await host.plugin.check(leverUrn, found.inputs, found.inputs);
      expect(failures).toEqual([]);
      const existing = { id: found.id, inputs: found.inputs, recorded: found.properties };
      expect((await host.plugin.diff(leverUrn, existing, found.inputs)).changes).toBe(false);
    }
    for (const { action } of await host.simulator.control.calls()) expect(action).toMatch(/^(Describe|List)/);
  });

  test("what is not there: is refused, with how to name it", async () => {
    await expect(host.plugin.read(snapshotUrn, "s-none")).rejects.toThrow(/no snapshot s-none.*SERVICE/);
    await expect(host.plugin.read(snapshotUrn, "ssg-none")).rejects.toThrow(/no snapshot group ssg-none/);
    await expect(host.plugin.read(leverUrn, "d-none")).rejects.toThrow(/no disk d-none.*SERVICE/);
    await expect(host.plugin.read(leverUrn, "ecd/ecd-none/system")).rejects.toThrow(
      /no disk ecd-none\/system/,
    );
  });
});
