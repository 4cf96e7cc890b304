import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { refusal, simulated } from "./simulated";

const sim = simulated({ durations: { snapshot: "10s", reset: "10s", stop: "5s" } });
const RegionId = "cn-hangzhou";
const InstanceId = "sim00000000000000000000000000swas1";
const DiskId = "d-simswas01";

const swas = (action: string, parameters: object = {}) => sim.swas(action, { RegionId, ...parameters });
const create = (parameters: object = {}) =>
  swas("CreateSnapshot", { DiskId, SnapshotName: "nightly", ...parameters });
const listed = async (parameters: object = {}) => (await swas("ListSnapshots", parameters)).body.Snapshots;

async function ready(): Promise<string> {
  const { body } = await create();
  await sim.control.advance("1m");
  await sim.control.patch("instances", InstanceId, { status: "Stopped" });
  return body.SnapshotId;
}

describe("SWAS snapshots", () => {
  test("CreateSnapshot: is listed flat, with words in lower case, until it is accomplished", async () => {
    const { body } = await create({ "Tag.1.Key": "k", "Tag.1.Value": "v" });
    await sim.control.advance("4s");
    const answer = (await swas("ListSnapshots")).body;
    expect(answer).toMatchObject({ TotalCount: 1, PageNumber: 1, PageSize: 10 });
    expect(answer.Snapshots).toEqual([
      {
        SnapshotId: body.SnapshotId,
        SnapshotName: "nightly",
        SourceDiskId: DiskId,
        SourceDiskType: "system",
        InstanceId,
        Status: "progressing",
        Progress: "40%",
        CreationTime: expect.stringMatching(/:\d\dZ$/),
        RollbackTime: "",
        Remark: "",
        RegionId,
        ResourceGroupId: "",
        Tags: [{ Key: "k", Value: "v" }],
      },
    ]);
    await sim.control.advance("6s");
    expect((await listed())[0]).toMatchObject({ Status: "accomplished", Progress: "100%" });
  });

  test("ListSnapshots: the words are capitalised when the setting says so", async () => {
    await create();
    await sim.control.settings({ swas: { wordCase: "capitalised" } });
    expect((await listed())[0]).toMatchObject({ Status: "Progressing", SourceDiskType: "System" });
  });

  test("ListSnapshots: only those of a system disk name their server", async () => {
    const data = { diskId: "d-simswas02", service: "swas", type: "data", instanceIds: [InstanceId] };
    await sim.control.add("disks", data);
    await create({ DiskId: "d-simswas02" });
    expect((await listed())[0]).toMatchObject({ SourceDiskType: "data", InstanceId: "" });
  });

  test("ListSnapshots: filters, pages by number, and refuses a disk or server that is not there", async () => {
    const first = (await create()).body.SnapshotId;
    await sim.control.advance("1m");
    const second = (await create({ SnapshotName: "later" })).body.SnapshotId;
    const ids = async (parameters: object) =>
      (await listed(parameters)).map((one: { SnapshotId: string }) => one.SnapshotId);
    expect(await ids({})).toEqual([second, first]);
    expect(await ids({ PageSize: 1, PageNumber: 2 })).toEqual([first]);
    expect(await ids({ SnapshotIds: `["${first}","s-none"]` })).toEqual([first]);
    expect(await ids({ DiskId, SourceDiskType: "System" })).toEqual([second, first]);
    expect(refusal(await swas("ListSnapshots", { DiskId: "d-none" })).slice(0, 2)).toEqual([
      404,
      "InvalidDiskId.NotFound",
    ]);
    expect(refusal(await swas("ListSnapshots", { InstanceId: "none" }))[1]).toBe(
      "InvalidInstanceId.NotFound",
    );
  });

  test.each([
    [{ SnapshotName: "a" }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "a".repeat(51) }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: undefined }, "MissingSnapshotName"],
    [{ DiskId: "d-sim0002" }, "InvalidDiskId.NotFound"],
    [{ RegionId: "cn-beijing" }, "InvalidDiskId.NotFound"],
    [{ RegionId: "nowhere" }, "InvalidRegionId.NotFound"],
    [{ RegionId: undefined }, "MissingRegionId"],
    [{ "Tag.1.Key": "k".repeat(65) }, "InvalidTagKey.Malformed"],
  ])("CreateSnapshot: refuses %j with %s", async (parameters, code) => {
    expect(refusal(await create(parameters))[1]).toBe(code);
  });

  test("CreateSnapshot: names may begin with auto and have 50 characters", async () => {
    expect((await create({ SnapshotName: `auto${"x".repeat(46)}` })).status).toBe(200);
  });

  test("CreateSnapshot: one at a time, three a server; the quota's code can be set", async () => {
    await create();
    expect(refusal(await create())[1]).toBe("IncorrectDiskStatus.CreatingSnapshot");
    for (let count = 1; count < 3; count++) {
      await sim.control.advance("1m");
      expect((await create()).status).toBe(200);
    }
    await sim.control.advance("1m");
    expect(refusal(await create()).slice(0, 2)).toEqual([403, "QuotaExceed.Snapshot"]);
    await sim.control.settings({ swas: { snapshotQuotaCode: "SnapshotQuotaLimit" } });
    expect(refusal(await create())[1]).toBe("SnapshotQuotaLimit");
    const [oldest] = (await listed()).slice(-1);
    await swas("DeleteSnapshot", { SnapshotId: oldest.SnapshotId });
    expect((await create()).status).toBe(200);
  });

  test("CreateSnapshot: a second server has its own three, and the account an own limit", async () => {
    const other = "sim00000000000000000000000000swas2";
    await sim.control.add("instances", { instanceId: other, service: "swas" });
    await sim.control.add("disks", { diskId: "d-simswas09", service: "swas", instanceIds: [other] });
    const take = async (diskId: string) => {
      const { body } = await create({ DiskId: diskId });
      await sim.control.advance("1m");
      return body.Code;
    };
    for (let count = 0; count < 3; count++) expect(await take(DiskId)).toBeUndefined();
    expect(await take(DiskId)).toBe("QuotaExceed.Snapshot");
    expect(await take("d-simswas09")).toBeUndefined();
    await sim.control.settings({ swas: { snapshotsPerAccount: 4 } });
    expect(await take("d-simswas09")).toBe("QuotaExceed.Snapshot");
  });

  test("UpdateSnapshotAttribute: changes the remark only; DeleteSnapshot deletes, once", async () => {
    const { SnapshotId } = (await create()).body;
    await swas("UpdateSnapshotAttribute", { SnapshotId, Remark: "keep", SnapshotName: "other" });
    expect((await listed())[0]).toMatchObject({ Remark: "keep", SnapshotName: "nightly" });
    expect((await swas("DeleteSnapshot", { SnapshotId })).status).toBe(200);
    expect(refusal(await swas("DeleteSnapshot", { SnapshotId })).slice(0, 2)).toEqual([
      404,
      "InvalidSnapshotId.NotFound",
    ]);
  });
});

describe("SWAS ResetDisk", () => {
  test("ResetDisk: brings the content back and leaves a receipt on the snapshot when it is done", async () => {
    await sim.control.writeContent(DiskId, "good");
    const SnapshotId = (await create()).body.SnapshotId;
    await sim.control.writeContent(DiskId, "damaged");
    await sim.control.advance("1m");
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    expect((await swas("ResetDisk", { DiskId, SnapshotId })).status).toBe(200);
    await sim.control.advance("9s");
    expect((await swas("ListDisks", { DiskIds: `["${DiskId}"]` })).body.Disks[0].Status).toBe("ReIniting");
    expect((await listed())[0].RollbackTime).toBe("");
    await sim.control.advance("1s");
    expect((await swas("ListDisks")).body.Disks[0].Status).toBe("In_use");
    expect((await listed())[0].RollbackTime).toMatch(/^\d{4}-.*Z$/);
    expect(await sim.control.disk(DiskId)).toMatchObject({ content: "good", resets: 1 });
  });

  test("ResetDisk: the same ClientToken resets once, another one again", async () => {
    const SnapshotId = await ready();
    const reset = (ClientToken: string) => swas("ResetDisk", { DiskId, SnapshotId, ClientToken });
    expect((await reset("a")).status).toBe(200);
    expect((await reset("a")).status).toBe(200);
    await sim.control.advance("1m");
    expect((await reset("a")).status).toBe(200);
    expect((await sim.control.disk(DiskId)).resets).toBe(1);
    expect((await reset("b")).status).toBe(200);
    expect((await sim.control.disk(DiskId)).resets).toBe(2);
  });

  const page: { httpStatus: number; code: string; message: string }[] = JSON.parse(
    readFileSync("test/fixtures/error-codes.json", "utf8"),
  ).find(({ service }: { service: string }) => service === "swas").errors;

  test.each(page)(
    "ResetDisk: answers $httpStatus $code with $message",
    async ({ httpStatus, code, message }) => {
      const pair = { DiskId, SnapshotId: await ready() };
      const arrangements: Record<string, () => Promise<object | void>> = {
        "InvalidDiskId.NotFound": async () => ({ DiskId: "d-none" }),
        "InvalidSnapshotId.NotFound": async () => ({ SnapshotId: "s-none" }),
        "IncorrectInstanceStatus.ResetDisk": () =>
          sim.control.patch("instances", InstanceId, { status: "Running" }),
        InternalError: async () => void (await sim.control.addFault({ effect: "error", code })),
      };
      const changed = await arrangements[code]!();
      expect(refusal(await swas("ResetDisk", { ...pair, ...changed }))).toEqual([httpStatus, code, message]);
      expect((await sim.control.disk(DiskId)).resets).toBe(0);
    },
  );

  test("ResetDisk: a reset that runs, an unfinished and another disk's snapshot are refused", async () => {
    const SnapshotId = await ready();
    const code = async (more: object = {}) =>
      refusal(await swas("ResetDisk", { DiskId, SnapshotId, ...more }))[1];
    await sim.control.patch("snapshots", SnapshotId, { sourceDiskId: "d-other" });
    expect(await code()).toBe("InvalidSnapshotId.NotFound");
    await sim.control.patch("snapshots", SnapshotId, { sourceDiskId: DiskId, status: "progressing" });
    expect(await code()).toBe("IncorrectDiskStatus.CreatingSnapshot");
    await sim.control.patch("snapshots", SnapshotId, { status: "accomplished" });
    expect(await code()).toBeUndefined();
    expect(await code()).toBe("IncorrectDiskStatus");
  });
});

describe("SWAS servers", () => {
  const status = async () => (await swas("ListInstanceStatus")).body.InstanceStatuses[0];

  test("servers: stop and start in their time; a wrong state is refused", async () => {
    expect(await status()).toEqual({ InstanceId, Status: "Running" });
    expect((await swas("StopInstance", { InstanceId })).status).toBe(200);
    expect((await status()).Status).toBe("Stopping");
    expect(refusal(await swas("StopInstance", { InstanceId }))).toEqual([
      403,
      "IncorrectInstanceStatus",
      "The state of the current instance does not support this operation.",
    ]);
    await sim.control.advance("5s");
    expect((await status()).Status).toBe("Stopped");
    expect((await swas("StartInstance", { InstanceId })).status).toBe(200);
    expect((await status()).Status).toBe("Starting");
    expect(refusal(await swas("StopInstance", { InstanceId: "none" })).slice(0, 2)).toEqual([
      404,
      "InvalidInstanceId.NotFound",
    ]);
  });

  test("servers: do not start during a reset, and show Resetting only when the setting says so", async () => {
    const SnapshotId = await ready();
    await swas("ResetDisk", { DiskId, SnapshotId });
    expect(refusal(await swas("StartInstance", { InstanceId }))[1]).toBe("IncorrectInstanceStatus");
    expect((await status()).Status).toBe("Stopped");
    await sim.control.settings({ swas: { serverStatusDuringReset: "Resetting" } });
    expect((await status()).Status).toBe("Resetting");
  });

  test("ListInstances: shows the server with its disks; an unknown id is InternalError, or nothing", async () => {
    const { body } = await swas("ListInstances", { InstanceName: "sim*" });
    expect(body).toMatchObject({ TotalCount: 1, PageNumber: 1, PageSize: 10 });
    expect(body.Instances[0]).toMatchObject({
      InstanceId,
      Status: "Running",
      BusinessStatus: "Normal",
      ChargeType: "PrePaid",
      Disks: [{ DiskId, DiskType: "system", Status: "In_use", DiskTags: [] }],
      Tags: [],
    });
    const unknown = () => swas("ListInstances", { InstanceIds: '["none"]' });
    expect(refusal(await unknown()).slice(0, 2)).toEqual([500, "InternalError"]);
    await sim.control.settings({ swas: { unknownInstanceIsInternalError: false } });
    expect((await unknown()).body.Instances).toEqual([]);
  });

  test("ListDisks: has the documented fields, and only the region's own", async () => {
    const [disk] = (await swas("ListDisks", { InstanceId, DiskType: "System" })).body.Disks;
    expect(disk).toMatchObject({
      DiskId,
      DiskType: "system",
      Category: "ESSD",
      Size: 40,
      InstanceId,
      Tags: [],
    });
    expect((await swas("ListDisks", { RegionId: "cn-beijing" })).body.Disks).toEqual([]);
  });
});

describe("SWAS tags", () => {
  test("tags: are set, listed under long type names, and taken away", async () => {
    const target = { ResourceType: "snapshot", "ResourceId.1": await ready() };
    await swas("TagResources", { ...target, "Tag.1.Key": "a", "Tag.1.Value": "1" });
    const list = async () => (await swas("ListTagResources", target)).body.TagResources.TagResource;
    expect(await list()).toEqual([
      {
        ResourceId: target["ResourceId.1"],
        ResourceType: "ALIYUN::SWAS::SNAPSHOT",
        TagKey: "a",
        TagValue: "1",
      },
    ]);
    await swas("UntagResources", { ...target, "TagKey.1": "a" });
    expect(await list()).toEqual([]);
    const unknown = { ...target, "ResourceId.1": "s-none", "Tag.1.Key": "a" };
    expect(refusal(await swas("TagResources", unknown))[1]).toBe("InvalidResourceId.NotFound");
    expect(refusal(await swas("TagResources", { ...unknown, ResourceType: "cat" }))[1]).toBe(
      "InvalidResourceType.NotFound",
    );
  });
});

describe("SWAS StopInstances", () => {
  test("StopInstances: a server that does not react to a stop ends when its power is cut", async () => {
    await sim.control.patch("instances", InstanceId, { stopFate: "hangs" });
    await swas("StopInstance", { InstanceId });
    await sim.control.advance("1h");
    expect((await sim.control.instance(InstanceId)).status).toBe("Stopping");
    await sim.control.patch("instances", InstanceId, { status: "Running" });
    const InstanceIds = JSON.stringify([InstanceId]);
    expect((await swas("StopInstances", { InstanceIds, ForceStop: "true" })).status).toBe(200);
    await sim.control.advance("1h");
    expect((await sim.control.instance(InstanceId)).status).toBe("Stopped");
  });
});

describe("SWAS call rate and format", () => {
  test("rate: ten calls a minute for each action, when the setting says so", async () => {
    await sim.control.settings({ swas: { callsPerMinute: 10 } });
    const statuses = [];
    for (let count = 0; count < 11; count++) statuses.push((await swas("ListDisks")).status);
    expect(statuses).toEqual([...Array(10).fill(200), 400]);
    expect(refusal(await swas("ListDisks"))[1]).toBe("Throttling.User");
    expect((await swas("ListSnapshots")).status).toBe(200);
    expect((await sim.ecs("DescribeRegions")).status).toBe(200);
    await sim.control.advance("1m");
    expect((await swas("ListDisks")).status).toBe(200);
  });

  test("format: XML when it is missing, with the list's name repeated", async () => {
    const { text } = await sim.swas("ListDisks", { RegionId }, { common: { Format: undefined } });
    expect(text).toMatch(/<ListDisksResponse>.*<Disks><DiskId>d-simswas01<\/DiskId>/);
  });
});
