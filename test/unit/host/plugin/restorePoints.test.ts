import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { getRestorePoints, getRestorePointsOutput } from "../../../../provider";
import { lineTag, safetyMarks } from "../../../../provider/rollback/model/marks";
import { configFor, pluggedIn, urn } from "./pluggedIn";

const host = pluggedIn();
const token = "alicloud-restore:index:getRestorePoints";
const diskId = "d-alone";

/** A program's stack with the simulated cloud in its configuration. */
function configureProgram(): void {
  const { region, accessKey, secretKey, endpoints } = configFor(host.simulator);
  pulumi.runtime.setAllConfig({
    "alicloud:region": region,
    "alicloud:accessKey": accessKey,
    "alicloud:secretKey": secretKey,
    "alicloud:endpoints": endpoints,
  });
}

describe("getRestorePoints", () => {
  test("plugin, plain function and its Output form: the same answer, and nothing is changed", async () => {
    const { control } = host.simulator;
    await control.add("disks", { diskId });
    // What a rollback to s-before leaves: its line there, and its mark on what it has saved.
    const attempt = { key: `rk-${"0".repeat(24)}`, attempt: "k3x9ab" };
    const add = (snapshotId: string, minutesAgo: number, more: object) =>
      control.add("snapshots", {
        ...{ snapshotId, snapshotName: `name of ${snapshotId}`, sourceDiskId: diskId },
        createdAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
        ...more,
      });
    await add("s-before", 30, { tags: { [lineTag(attempt)]: "1|done" } });
    await add("s-safety", 20, safetyMarks(attempt, "1|saved", "s-before", true));
    await add("s-auto", 10, { snapshotType: "auto" });
    await control.clearCalls();

    const { inputs: answer, failures } = await host.plugin.invoke(token, { diskId });
    expect(failures).toEqual([]);
    expect(answer["points"]).toMatchObject([
      { snapshotId: "s-auto", kind: "automatic", usable: true },
      {
        snapshotId: "s-safety",
        kind: "safety",
        snapshots: [{ diskId, snapshotId: "s-safety" }],
        undoes: { rollbackKey: attempt.key, snapshotId: "s-before" },
      },
      { snapshotId: "s-before", kind: "manual", name: "name of s-before", usable: true },
    ]);

    configureProgram();
    expect(await getRestorePoints({ diskId })).toEqual(answer);
    const output = getRestorePointsOutput({ diskId: pulumi.output(diskId) });
    expect(await (output as unknown as { promise(): Promise<unknown> }).promise()).toEqual(answer);
    const changing = (await control.calls()).filter(({ action }) => !/^(Describe|List)/.test(action));
    expect(changing).toEqual([]);
  });

  test("a wrong question: each property's failure, in the plugin's words, and the function throws them", async () => {
    const { failures } = await host.plugin.invoke(token, { diskId: "x-1", before: "yesterday" });
    expect(failures.map(({ property }) => property).sort()).toEqual(["before", "diskId"]);
    const none = await host.plugin.invoke(token, {});
    expect(none.failures).toEqual([
      { property: "diskId", reason: "is one of diskId, instanceId, snapshotGroupId: name exactly one" },
    ]);
    configureProgram();
    await expect(getRestorePoints({ diskId: "x-1" })).rejects.toThrow(/^getRestorePoints: diskId must be/);
    expect(await host.simulator.control.calls()).toEqual([]);
  });

  test.each([
    [
      "a disk",
      { diskId: "d-nowhere" },
      "There is no disk d-nowhere, and no snapshot of it (ecs, cn-hangzhou)",
    ],
    ["a group", { snapshotGroupId: "ssg-nowhere" }, "There is no snapshot group ssg-nowhere"],
    ["an instance", { instanceId: "i-nowhere" }, "There is no instance i-nowhere with disks"],
    ["a server", { service: "swas", instanceId: "nowhere" }, "There is no server nowhere with disks"],
    ["a desktop", { service: "ecd", desktopId: "ecd-nowhere" }, "There is no disk ecd-nowhere/system or"],
  ])("%s that is not there: is an error, and no empty list", async (_, args, words) => {
    await expect(host.plugin.invoke(token, args)).rejects.toThrow(words);
  });

  test("an instance: its groups too; a group alone; and a desktop", async () => {
    const kinds = async (args: object) => {
      const { inputs, failures } = await host.plugin.invoke(token, { ...args });
      expect(failures).toEqual([]);
      return (inputs["points"] as { kind: string; snapshots: unknown[] }[]).map(
        ({ kind, snapshots }) => `${kind} of ${snapshots.length}`,
      );
    };
    const group = urn("DiskSnapshot", "group");
    const { inputs } = await host.plugin.check(group, {}, { instanceId: "i-sim0002" });
    const { properties } = await host.plugin.create(group, inputs);
    const members = (properties["snapshots"] as unknown[]).length;
    expect((await kinds({ instanceId: "i-sim0002" })).sort()).toEqual([
      `group of ${members}`,
      ...Array.from({ length: members }, () => "manual of 1"),
    ]);
    expect(await kinds({ snapshotGroupId: properties["snapshotGroupId"] })).toEqual([`group of ${members}`]);
    expect(await kinds({ service: "ecd", desktopId: "ecd-sim0001" })).toEqual([]);
  });

  test("another function: is refused with those that there are", async () => {
    await expect(host.plugin.invoke("alicloud-restore:index:getDisks", {})).rejects.toThrow(
      `alicloud-restore has no function alicloud-restore:index:getDisks. It has ${token}.`,
    );
  });
});
