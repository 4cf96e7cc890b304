import { completeSnapshot, type Simulated } from "./simulated";
import type { Parameters, WireResponse } from "./signedClient";

const RegionId = "cn-hangzhou";
const swasServer = "sim00000000000000000000000000swas1";

type Answers = Record<"ecs" | "swas" | "ecd", Record<string, unknown[]>>;

/** Answers of every action, from a world that has something for every list. */
export async function fullAnswers(sim: Simulated): Promise<Answers> {
  const answers: Answers = { ecs: {}, swas: {}, ecd: {} };
  const ask = async (service: keyof Answers, action: string, parameters: Parameters = {}) => {
    const { status, body }: WireResponse = await sim[service](action, parameters);
    if (status !== 200) throw new Error(`${service} ${action}: ${body?.Code} ${body?.Message}`);
    (answers[service][action] ??= []).push(body);
    return body;
  };
  await prepare(sim);
  await ecsAnswers(sim, (action, parameters) => ask("ecs", action, parameters));
  await swasAnswers(sim, (action, parameters) => ask("swas", action, parameters));
  await ecdAnswers(sim, (action, parameters) => ask("ecd", action, parameters));
  return answers;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Ask = (action: string, parameters?: Parameters) => Promise<any>;

async function prepare({ control }: Simulated): Promise<void> {
  const tags = { team: "storage" };
  for (const id of ["i-sim0001", swasServer, "ecd-sim0001"]) await control.patch("instances", id, { tags });
  for (const id of ["d-sim0002", "d-simswas01", "d-simecd01"]) await control.patch("disks", id, { tags });
  await control.patch("disks", "d-sim0001", { operationLocks: ["security"] });
  await control.patch("instances", "i-sim0002", { operationLocks: ["financial"], networkType: "classic" });
  await control.add("disks", { diskId: "d-shared", sharedVolume: true, instanceIds: ["i-sim0001"] });
  await control.patch("instances", "ecd-sim0001", {
    connectionStatus: "Connected",
    managementFlag: "Updating",
    resourceGroupId: "rg-sim1",
  });
}

async function ecsAnswers(sim: Simulated, ask: Ask): Promise<void> {
  const { SnapshotId } = await ask("CreateSnapshot", {
    DiskId: "d-sim0002",
    SnapshotName: "full",
    RetentionDays: 5,
    "Tag.1.Key": "team",
    "Tag.1.Value": "storage",
  });
  await sim.control.advance("1h");
  const { SnapshotGroupId } = await ask("CreateSnapshotGroup", {
    RegionId,
    InstanceId: "i-sim0002",
    Name: "full",
    "Tag.1.Key": "team",
  });
  await sim.control.advance("1h");
  await ask("DescribeSnapshots", { RegionId });
  await ask("DescribeSnapshotGroups", { RegionId });
  await ask("DescribeDisks", { RegionId });
  await ask("DescribeInstances", { RegionId, "AdditionalAttributes.1": "PRIVATE_DNS_OPTIONS" });
  await ask("DescribeRegions");
  await ask("DescribeZones", { RegionId });
  await ask("DescribeInstanceStatus", { RegionId });
  await ask("DescribeInstanceAttribute", { InstanceId: "i-sim0001" });
  await ask("DescribeInstanceAttribute", { InstanceId: "i-sim0002" });
  await ask("DescribeInstanceRamRole", { RegionId, InstanceIds: '["i-sim0001"]' });
  await ask("DescribeUserData", { RegionId, InstanceId: "i-sim0001" });
  await ask("DescribeSnapshotLinks", { RegionId });
  await diskAnswers(sim, ask, SnapshotId);
  await commandAnswers(sim, ask);
  await ask("ListTagResources", { RegionId, ResourceType: "snapshot", "ResourceId.1": SnapshotId });
  await ask("ModifySnapshotAttribute", { SnapshotId, Description: "all fields" });
  await ask("ModifySnapshotGroup", { RegionId, SnapshotGroupId, Description: "all fields" });
  await ask("JoinResourceGroup", {
    RegionId,
    ResourceType: "snapshot",
    ResourceId: SnapshotId,
    ResourceGroupId: "rg-sim1",
  });
  const target = { RegionId, ResourceType: "disk", "ResourceId.1": "d-sim0002" };
  await ask("TagResources", { ...target, "Tag.1.Key": "more", "Tag.1.Value": "yes" });
  await ask("UntagResources", { ...target, "TagKey.1": "more" });
  await ask("StopInstance", { InstanceId: "i-sim0001" });
  await ask("StopInstances", { RegionId, "InstanceId.1": "i-sim0002" });
  await sim.control.advance("1h");
  await sim.control.patch("instances", "i-sim0002", { operationLocks: [] });
  const members = (await sim.ecs("DescribeSnapshots", { RegionId, DiskId: "d-sim0003" })).body.Snapshots;
  await ask("ResetDisks", {
    RegionId,
    "Disk.1.DiskId": "d-sim0003",
    "Disk.1.SnapshotId": members.Snapshot[0].SnapshotId,
  });
  await ask("ResetDisk", { DiskId: "d-sim0002", SnapshotId });
  await sim.control.advance("1h");
  await ask("StartInstance", { InstanceId: "i-sim0001" });
  await ask("StartInstances", { RegionId, "InstanceId.1": "i-sim0002" });
  await sim.control.advance("1h");
  await ask("DeleteSnapshot", { SnapshotId: await completeSnapshot(sim, "d-sim0002") });
  await ask("DeleteSnapshotGroup", { RegionId, SnapshotGroupId });
}

async function diskAnswers(sim: Simulated, ask: Ask, SnapshotId: string): Promise<void> {
  const { DiskId } = await ask("CreateDisk", {
    RegionId,
    ZoneId: "cn-hangzhou-h",
    SnapshotId,
    DiskCategory: "cloud_essd",
  });
  await sim.control.advance("1m");
  await ask("AttachDisk", { DiskId, InstanceId: "i-sim0001" });
  await sim.control.advance("1m");
  await ask("DetachDisk", { DiskId, InstanceId: "i-sim0001" });
  await sim.control.advance("1m");
  await ask("DeleteDisk", { DiskId });
  await sim.control.patch("instances", "i-sim0001", { chargeType: "PrePaid" });
  await ask("CreateDisk", { RegionId, InstanceId: "i-sim0001", Size: 20, DiskCategory: "cloud_essd" });
}

async function commandAnswers(sim: Simulated, ask: Ask): Promise<void> {
  const { InvokeId } = await ask("RunCommand", {
    RegionId,
    "InstanceId.1": "i-sim0001",
    Type: "RunShellScript",
    CommandContent: "sync",
    "Tag.1.Key": "team",
    "Tag.1.Value": "storage",
  });
  await sim.control.advance("1m");
  await ask("DescribeInvocations", { RegionId, InvokeId, IncludeOutput: true });
  await ask("DescribeInvocationResults", { RegionId, InvokeId });
  await ask("DescribeCloudAssistantStatus", { RegionId });
}

async function swasAnswers(sim: Simulated, ask: Ask): Promise<void> {
  const { SnapshotId } = await ask("CreateSnapshot", {
    RegionId,
    DiskId: "d-simswas01",
    SnapshotName: "full",
    "Tag.1.Key": "team",
    "Tag.1.Value": "storage",
  });
  await sim.control.advance("1h");
  for (const list of ["ListSnapshots", "ListDisks", "ListInstances", "ListInstanceStatus"])
    await ask(list, { RegionId });
  const target = { RegionId, ResourceType: "snapshot", "ResourceId.1": SnapshotId };
  await ask("ListTagResources", target);
  await ask("TagResources", { ...target, "Tag.1.Key": "more", "Tag.1.Value": "yes" });
  await ask("UntagResources", { ...target, "TagKey.1": "more" });
  await ask("UpdateSnapshotAttribute", { RegionId, SnapshotId, Remark: "all fields" });
  await ask("StopInstance", { RegionId, InstanceId: swasServer });
  await sim.control.advance("1h");
  await ask("ResetDisk", { RegionId, DiskId: "d-simswas01", SnapshotId });
  await sim.control.advance("1h");
  await ask("StartInstance", { RegionId, InstanceId: swasServer });
  await sim.control.advance("1h");
  await ask("StopInstances", { RegionId, InstanceIds: JSON.stringify([swasServer]) });
  await sim.control.advance("1h");
  await ask("StartInstances", { RegionId, InstanceIds: JSON.stringify([swasServer]) });
  await ask("DeleteSnapshot", { RegionId, SnapshotId });
  await ask("DeleteSnapshots", { RegionId, SnapshotIds: "[]" });
  await ask("ListRegions");
}

async function ecdAnswers(sim: Simulated, ask: Ask): Promise<void> {
  const { SnapshotId } = await ask("CreateSnapshot", {
    RegionId,
    DesktopId: "ecd-sim0001",
    SnapshotName: "full",
    SourceDiskType: "system",
  });
  await sim.control.advance("1h");
  await ask("DescribeSnapshots", { RegionId });
  await ask("DescribeDesktops", { RegionId });
  await ask("DescribeRegions");
  await ask("StopDesktops", { RegionId, "DesktopId.1": "ecd-sim0001" });
  await sim.control.advance("1h");
  await ask("ResetSnapshot", { RegionId, SnapshotId });
  await sim.control.advance("1h");
  await ask("StartDesktops", { RegionId, "DesktopId.1": "ecd-sim0001" });
  await sim.control.advance("1h");
  await ask("DeleteSnapshot", { RegionId, "SnapshotId.1": SnapshotId });
}
