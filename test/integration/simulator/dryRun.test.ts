import { beforeEach, describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
const InstanceId = "i-sim0001";
const DiskId = "d-sim0002";
type Fields = Record<string, string | number | boolean>;

let SnapshotId: string;
beforeEach(async () => {
  SnapshotId = await completeSnapshot(sim, DiskId);
});

/** Every ECS action of ours that has a dry run by its document, and what one that passes is called. */
const dryRuns: readonly [action: string, parameters: () => Fields, passed: string][] = [
  ["StopInstance", () => ({ InstanceId }), "DryRunOperation"],
  ["StopInstances", () => ({ RegionId, "InstanceId.1": InstanceId }), "DRYRUN.SUCCESS"],
  ["StartInstance", () => ({ InstanceId }), "DryRunOperation"],
  ["StartInstances", () => ({ RegionId, "InstanceId.1": InstanceId }), "DRYRUN.SUCCESS"],
  ["ResetDisk", () => ({ DiskId, SnapshotId }), "DryRunOperation"],
  ["DescribeDisks", () => ({ RegionId }), "DryRunOperation"],
  ["DescribeInstances", () => ({ RegionId }), "DryRunOperation"],
  ["DescribeSnapshots", () => ({ RegionId }), "DryRunOperation"],
];
/** Those whose document says that authorisation is checked. */
const checked = ["StartInstance", "DescribeDisks", "DescribeInstances", "DescribeSnapshots"];

const fitting = (action: string) =>
  sim.control.patch("instances", InstanceId, { status: action.startsWith("Stop") ? "Running" : "Stopped" });
const dryRun = async (action: string, parameters: Fields) =>
  refusal(await sim.ecs(action, { ...parameters, DryRun: true }));

describe.each(dryRuns)("dry run of %s", (action, parameters, passed) => {
  test("passes with an error that says so, and changes nothing", async () => {
    await fitting(action);
    const before = await sim.control.instance(InstanceId);
    expect((await dryRun(action, parameters())).slice(0, 2)).toEqual([400, passed]);
    expect(await sim.control.instance(InstanceId)).toEqual(before);
    expect((await sim.control.disk(DiskId)).resets).toBe(0);
  });

  test("denied: is refused as the call is, with what was not allowed", async () => {
    await fitting(action);
    await sim.control.settings({ ram: { denied: [`ecs:${action}`] } });
    for (const DryRun of [true, false]) {
      const { status, body } = await sim.ecs(action, { ...parameters(), DryRun });
      expect([status, body.Code]).toEqual([403, "Forbidden.RAM"]);
      expect(body.AccessDeniedDetail.AuthAction).toBe(`ecs:${action}`);
    }
    expect((await sim.control.disk(DiskId)).resets).toBe(0);
  });

  test("denied, and dry runs are let through: only those whose page names authorisation are refused", async () => {
    await fitting(action);
    await sim.control.settings({ ram: { denied: ["ecs:*"], dryRunsDenied: false } });
    const code = (await dryRun(action, parameters()))[1];
    expect(code).toBe(checked.includes(action) ? "Forbidden.RAM" : passed);
    expect(refusal(await sim.ecs(action, parameters()))[1]).toBe("Forbidden.RAM");
  });
});

test("CreateSnapshot: has no dry run: the parameter is not known, and a snapshot is made", async () => {
  expect((await sim.ecs("CreateSnapshot", { DiskId, DryRun: true })).status).toBe(200);
});

test("denied: of one service only, and taken back", async () => {
  await sim.control.settings({ ram: { denied: ["swas-open:*"] } });
  expect(refusal(await sim.swas("ListDisks", { RegionId }))[1]).toBe("Forbidden.RAM");
  expect((await sim.ecs("DescribeDisks", { RegionId })).status).toBe(200);
  await sim.control.settings({ ram: { denied: [] } });
  expect((await sim.swas("ListDisks", { RegionId })).status).toBe(200);
});
