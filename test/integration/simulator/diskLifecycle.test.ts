import { describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
const ZoneId = "cn-hangzhou-h";
const InstanceId = "i-sim0001";
type Fields = Record<string, string | number | boolean>;

const wire = async (DiskId: string) =>
  (await sim.ecs("DescribeDisks", { RegionId, DiskIds: JSON.stringify([DiskId]) })).body.Disks.Disk[0];
const create = (parameters: Fields) =>
  sim.ecs("CreateDisk", { RegionId, ZoneId, DiskCategory: "cloud_essd", ...parameters });
const codeOf = async (action: string, parameters: Fields) =>
  refusal(await sim.ecs(action, parameters)).slice(0, 2);
const created = async (parameters: Fields = { Size: 20 }): Promise<string> => {
  const { body } = await create(parameters);
  await sim.control.advance("1m");
  return body.DiskId;
};

describe("CreateDisk", () => {
  test("CreateDisk: is Creating for a while, then Available, and holds nothing", async () => {
    const DiskId = (await create({ Size: 50, DiskName: "fresh" })).body.DiskId;
    expect(await wire(DiskId)).toMatchObject({
      Status: "Creating",
      Size: 50,
      DiskName: "fresh",
      Portable: true,
    });
    await sim.control.advance("2s");
    expect(await wire(DiskId)).toMatchObject({ Status: "Available", InstanceId: "", SourceSnapshotId: "" });
    expect((await sim.control.disk(DiskId)).content).toBe("");
  });

  test("CreateDisk: from a snapshot holds what the snapshot holds, in the larger size of both", async () => {
    const SnapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.control.writeContent("d-sim0002", "later");
    const DiskId = await created({ SnapshotId, Size: 20 });
    expect(await wire(DiskId)).toMatchObject({ Size: 100, SourceSnapshotId: SnapshotId });
    expect((await sim.control.disk(DiskId)).content).toBe("initial content of d-sim0002");
    expect((await wire(await created({ SnapshotId, Size: 200 }))).Size).toBe(200);
  });

  test("CreateDisk: a disk made of a snapshot is a use of it, until the disk is gone", async () => {
    const SnapshotId = await completeSnapshot(sim, "d-sim0002");
    const usage = async () =>
      (await sim.ecs("DescribeSnapshots", { RegionId })).body.Snapshots.Snapshot[0].Usage;
    const DiskId = await created({ SnapshotId });
    expect(await usage()).toBe("disk");
    expect(await codeOf("DeleteSnapshot", { SnapshotId })).toEqual([403, "SnapshotCreatedDisk"]);
    await sim.ecs("DeleteDisk", { DiskId });
    expect(await usage()).toBe("none");
    expect((await sim.ecs("DeleteSnapshot", { SnapshotId })).status).toBe(200);
  });

  test("CreateDisk: an ESSD's snapshot is enough as soon as it is available, another one's when it is complete", async () => {
    const essd = (await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002" })).body.SnapshotId;
    expect((await create({ SnapshotId: essd })).status).toBe(200);
    await sim.control.patch("disks", "d-sim0001", { category: "cloud_efficiency" });
    const slow = (await sim.ecs("CreateSnapshot", { DiskId: "d-sim0001" })).body.SnapshotId;
    expect(refusal(await create({ SnapshotId: slow })).slice(0, 2)).toEqual([
      403,
      "InvalidSnapshotId.NotReady",
    ]);
    await sim.control.advance("1m");
    expect((await create({ SnapshotId: slow })).status).toBe(200);
  });

  test("CreateDisk: the same token makes one disk", async () => {
    const ids = [
      (await create({ Size: 20, ClientToken: "one" })).body.DiskId,
      (await create({ Size: 20, ClientToken: "one" })).body.DiskId,
    ];
    expect(ids[0]).toBe(ids[1]);
  });

  test.each<[string, Fields, string]>([
    ["neither size nor snapshot", {}, "MissingParameter"],
    ["too small for its category", { Size: 10 }, "InvalidSize.ValueNotSupported"],
    ["an unknown category", { Size: 20, DiskCategory: "tape" }, "InvalidDataDiskCategory.NotSupported"],
    ["a key without encryption", { Size: 20, KMSKeyId: "key" }, "InvalidParameter.EncryptedIllegal"],
    ["another region's zone", { Size: 20, ZoneId: "cn-beijing-h" }, "InvalidZoneId.NotFound"],
    ["an unknown snapshot", { SnapshotId: "s-none" }, "InvalidSnapshotId.NotFound"],
    ["an instance with a zone", { Size: 20, InstanceId }, "InvalidParameter.Conflict"],
    ["a wrong level", { Size: 20, PerformanceLevel: "PL9" }, "InvalidPerformanceLevel.Malformed"],
  ])("CreateDisk: %s is refused", async (_, parameters, code) => {
    expect(refusal(await create(parameters))[1]).toBe(code);
  });

  test("CreateDisk: with a subscription instance the disk is attached to it and cannot leave", async () => {
    const order = { RegionId, InstanceId, Size: 20, DiskCategory: "cloud_essd" };
    expect(await codeOf("CreateDisk", order)).toEqual([403, "InvalidPayMethod"]);
    await sim.control.patch("instances", InstanceId, { chargeType: "PrePaid" });
    const { body } = await sim.ecs("CreateDisk", order);
    await sim.control.advance("1m");
    expect(await wire(body.DiskId)).toMatchObject({ InstanceId, DiskChargeType: "PrePaid", Portable: false });
    expect(await codeOf("DetachDisk", { DiskId: body.DiskId, InstanceId })).toEqual([403, "DiskNotPortable"]);
  });
});

describe("AttachDisk and DetachDisk", () => {
  test("AttachDisk: Attaching, then In_use at a free device; the machine can write to it then", async () => {
    const DiskId = await created();
    expect((await sim.ecs("AttachDisk", { DiskId, InstanceId })).status).toBe(200);
    expect((await wire(DiskId)).Status).toBe("Attaching");
    await expect(sim.control.writeContent(DiskId, "early")).rejects.toThrow("Attaching");
    await sim.control.advance("2s");
    expect(await wire(DiskId)).toMatchObject({ Status: "In_use", InstanceId, Device: "/dev/xvdc" });
    await sim.control.writeContent(DiskId, "mine");
  });

  test("DetachDisk: Detaching and still named, then Available and free for another instance, with its content", async () => {
    const DiskId = "d-sim0002";
    expect((await sim.ecs("DetachDisk", { DiskId, InstanceId })).status).toBe(200);
    expect(await wire(DiskId)).toMatchObject({ Status: "Detaching", InstanceId });
    expect(await codeOf("DetachDisk", { DiskId, InstanceId })).toEqual([
      403,
      "InvalidOperation.DiskDetachingFromThisEcs",
    ]);
    await sim.control.advance("2s");
    expect(await wire(DiskId)).toMatchObject({ Status: "Available", InstanceId: "" });
    await sim.ecs("AttachDisk", { DiskId, InstanceId: "i-sim0002" });
    await sim.control.advance("2s");
    expect((await wire(DiskId)).InstanceId).toBe("i-sim0002");
    expect((await sim.control.disk(DiskId)).content).toBe("initial content of d-sim0002");
  });

  test("system disk: leaves a stopped instance only, and comes back to boot from", async () => {
    const DiskId = "d-sim0001";
    expect(await codeOf("DetachDisk", { DiskId, InstanceId })).toEqual([403, "IncorrectInstanceStatus"]);
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    await sim.ecs("DetachDisk", { DiskId, InstanceId });
    await sim.control.advance("2s");
    await sim.ecs("AttachDisk", { DiskId, InstanceId, Bootable: true });
    await sim.control.advance("2s");
    expect(await wire(DiskId)).toMatchObject({ Status: "In_use", Type: "system", Device: "/dev/xvda" });
  });

  test.each<[string, () => Promise<Fields>, [number, string]]>([
    ["a disk that is elsewhere", () => same({ DiskId: "d-sim0003" }), [403, "IncorrectDiskStatus"]],
    ["a disk that it has", () => same({ DiskId: "d-sim0002" }), [404, "InvalidDisk.InUse"]],
    ["an unknown disk", () => same({ DiskId: "d-none" }), [404, "InvalidDiskId.NotFound"]],
    ["an unknown instance", () => fresh({ InstanceId: "i-none" }), [404, "InvalidInstanceId.NotFound"]],
    ["a device that is taken", () => fresh({ Device: "/dev/xvdb" }), [403, "InvalidDevice.InUse"]],
    ["another zone", () => fresh({}, { ZoneId: "cn-hangzhou-i" }), [403, "ResourcesNotInSameZone"]],
  ])("AttachDisk: %s is refused", async (_, parameters, code) => {
    expect(await codeOf("AttachDisk", { InstanceId, ...(await parameters()) })).toEqual(code);
  });
  const same = (parameters: Fields) => Promise.resolve(parameters);
  const fresh = async (parameters: Fields, of: Fields = {}) => ({
    DiskId: await created({ Size: 20, ...of }),
    ...parameters,
  });

  test("AttachDisk: not while the instance is locked, expired or starting", async () => {
    const DiskId = await created();
    const attempt = async (fields: Record<string, unknown>) => {
      await sim.control.patch("instances", InstanceId, fields);
      return (await codeOf("AttachDisk", { DiskId, InstanceId }))[1];
    };
    expect(await attempt({ operationLocks: ["security"] })).toBe("InstanceLockedForSecurity");
    expect(await attempt({ operationLocks: [], expiredAt: "2020-01-01T00:00:00Z" })).toBe(
      "InstanceExpiredOrInArrears",
    );
    expect(await attempt({ expiredAt: null, status: "Starting" })).toBe("IncorrectInstanceStatus");
  });

  test("DetachDisk: not from an instance that does not have it, and not while a snapshot is being made", async () => {
    expect(await codeOf("DetachDisk", { DiskId: "d-sim0002", InstanceId: "i-sim0002" })).toEqual([
      403,
      "DependencyViolation",
    ]);
    expect(await codeOf("DetachDisk", { DiskId: await created(), InstanceId })).toEqual([
      404,
      "InvalidDisk.AlreadyDetached",
    ]);
    await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002" });
    expect(await codeOf("DetachDisk", { DiskId: "d-sim0002", InstanceId })).toEqual([
      403,
      "IncorrectDiskStatus",
    ]);
  });

  test("CreateSnapshot: a disk that was never attached is refused, one that was is not", async () => {
    const DiskId = await created();
    expect(await codeOf("CreateSnapshot", { DiskId })).toEqual([403, "IncorrectDiskStatus.NeverAttached"]);
    await sim.ecs("AttachDisk", { DiskId, InstanceId });
    await sim.control.advance("2s");
    expect((await sim.ecs("CreateSnapshot", { DiskId })).status).toBe(200);
  });

  test("ResetDisk: not while the disk is being detached; works on a detached one", async () => {
    const SnapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.ecs("DetachDisk", { DiskId: "d-sim0002", InstanceId });
    const reset = { DiskId: "d-sim0002", SnapshotId };
    expect(await codeOf("ResetDisk", reset)).toEqual([403, "IncorrectDiskStatus"]);
    await sim.control.advance("2s");
    expect((await sim.ecs("ResetDisk", reset)).status).toBe(200);
  });
});

describe("DeleteDisk", () => {
  test("DeleteDisk: the disk is gone, its manual snapshots stay, its automatic ones go with it", async () => {
    const manual = await completeSnapshot(sim, "d-sim0002");
    const automatic = await completeSnapshot(sim, "d-sim0002");
    await sim.control.patch("snapshots", automatic, { snapshotType: "auto" });
    await sim.ecs("DetachDisk", { DiskId: "d-sim0002", InstanceId });
    await sim.control.advance("2s");
    expect((await sim.ecs("DeleteDisk", { DiskId: "d-sim0002" })).status).toBe(200);
    expect(await wire("d-sim0002")).toBeUndefined();
    expect(Object.keys((await sim.control.world()).snapshots)).toEqual([manual]);
  });

  test("DeleteDisk: one that is not there is ignored", async () => {
    expect((await sim.ecs("DeleteDisk", { DiskId: "d-none" })).status).toBe(200);
  });

  test("DeleteDisk: not an attached one, not a system disk, not while its snapshot is being made", async () => {
    expect(await codeOf("DeleteDisk", { DiskId: "d-sim0002" })).toEqual([403, "IncorrectDiskStatus"]);
    expect(await codeOf("DeleteDisk", { DiskId: "d-sim0001" })).toEqual([403, "DiskTypeViolation"]);
    await sim.control.patch("disks", "d-sim0002", { instanceIds: [] });
    await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002" });
    expect(await codeOf("DeleteDisk", { DiskId: "d-sim0002" })).toEqual([403, "DiskCreatingSnapshot"]);
  });
});
