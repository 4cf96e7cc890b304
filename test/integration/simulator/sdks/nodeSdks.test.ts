import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Installed, installNodeSdks } from "../../../../tools/sdks/installSdks.mjs";
import { readNodeModels } from "../../../../tools/sdks/readModels.mjs";
import { createReporter } from "../../../../tools/report.mjs";
import { apiModels } from "../compareFields";
import { simulated } from "../simulated";

const sim = simulated();
let sdks: Installed;
beforeAll(async () => {
  sdks = await installNodeSdks({ log: createReporter() });
}, 600_000);
beforeEach(({ skip }) => skip(sdks.missing !== undefined, `not run: ${sdks.missing}`));
const regionId = "cn-hangzhou";

/** A client of an official SDK, as far as it is used here: each method is an action. */
type Client = Record<string, (request: object) => Promise<{ statusCode: number; body: Body }>>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;
type Sdk = Record<string, new (fields: object) => object> & { default: new (config: object) => Client };

interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}
const ownKeys = { accessKeyId: "simulator", accessKeySecret: "simulator-secret" };

/** The SDKs sign with version 3 unless they are told `v2`, which is their word for version 1. */
function open(name: string, signature: "V1" | "V3", keys: Keys = ownKeys) {
  const load = createRequire(join(sdks.folder!, "package.json"));
  const sdk = load(name) as Sdk;
  const core = load("@alicloud/openapi-core") as { $OpenApiUtil: { Config: new (fields: object) => object } };
  const endpoint = new URL(sim.simulator.url).host;
  const algorithm = signature === "V1" ? { signatureAlgorithm: "v2" } : {};
  const config = new core.$OpenApiUtil.Config({
    ...keys,
    endpoint,
    protocol: "http",
    regionId,
    ...algorithm,
  });
  const client = new sdk.default(config);
  /** `ask("ResetDisk", {…})`: the request's class and the method are named after the action. */
  return async (action: string, fields: object): Promise<Body> => {
    const method = action[0]!.toLowerCase() + action.slice(1);
    const request = new sdk[`${action}Request`]!(fields);
    return (await client[method]!(request)).body;
  };
}

const signatures = async () => new Set((await sim.control.calls()).map(({ signature }) => signature));

describe("the official Node SDKs", () => {
  test("models: those that answers are compared with are these SDKs' own (node tools/apiModels.mjs)", () => {
    const { ecs, swas } = apiModels;
    expect(readNodeModels(sdks.folder!)).toEqual({ ecs, swas });
  });

  test.each(["V1", "V3"] as const)(
    "ECS, signature %s: from a snapshot through damage back to it",
    async (signature) => {
      const ask = open("@alicloud/ecs20140526", signature);
      const diskId = "d-sim0002";
      const instanceId = "i-sim0001";
      await sim.control.writeContent(diskId, "good");
      const tag = [{ key: "purpose", value: "drill & \u4e2d" }];
      const { snapshotId } = await ask("CreateSnapshot", {
        diskId,
        snapshotName: "before",
        tag,
        retentionDays: 3,
      });
      const described = async () =>
        (await ask("DescribeSnapshots", { regionId, snapshotIds: JSON.stringify([snapshotId]) })).snapshots
          .snapshot[0];
      expect(await described()).toMatchObject({
        snapshotName: "before",
        status: "progressing",
        retentionDays: 3,
      });
      await sim.control.advance("1m");
      const done = await described();
      expect([done.status, done.tags.tag[0].tagValue]).toEqual(["accomplished", "drill & \u4e2d"]);

      await sim.control.writeContent(diskId, "damaged");
      await expect(ask("ResetDisk", { diskId, snapshotId })).rejects.toMatchObject({
        code: "IncorrectInstanceStatus",
      });
      await ask("StopInstance", { instanceId, stoppedMode: "KeepCharging" });
      await sim.control.advance("1m");
      const status = async () =>
        (await ask("DescribeInstances", { regionId, instanceIds: JSON.stringify([instanceId]) })).instances
          .instance[0].status;
      expect(await status()).toBe("Stopped");
      await expect(ask("ResetDisk", { diskId, snapshotId, dryRun: true })).rejects.toMatchObject({
        code: "DryRunOperation",
      });
      await ask("ResetDisk", { diskId, snapshotId });
      const disk = async () =>
        (await ask("DescribeDisks", { regionId, diskIds: JSON.stringify([diskId]) })).disks.disk[0].status;
      expect(await disk()).toBe("ReIniting");
      await sim.control.advance("1m");
      expect(await disk()).toBe("In_use");
      await ask("StartInstance", { instanceId });
      await sim.control.advance("1m");
      expect(await status()).toBe("Running");
      expect(await sim.control.disk(diskId)).toMatchObject({ content: "good", resets: 1 });
      expect(await signatures()).toEqual(new Set([signature]));
    },
  );

  test.each(["V1", "V3"] as const)(
    "ECS, signature %s: a group of two disks, damage, back to it, back again, and away with it",
    async (signature) => {
      const ask = open("@alicloud/ecs20140526", signature);
      const instanceId = "i-sim0001";
      const diskIds = ["d-sim0001", "d-sim0002"];
      const write = async (text: string) => {
        for (const diskId of diskIds) await sim.control.writeContent(diskId, text);
      };
      const take = async (name: string) => {
        const { snapshotGroupId } = await ask("CreateSnapshotGroup", { regionId, instanceId, name });
        await sim.control.advance("1m");
        const groups = await ask("DescribeSnapshotGroups", { regionId, snapshotGroupId: [snapshotGroupId] });
        const [group] = groups.snapshotGroups.snapshotGroup;
        expect(group).toMatchObject({ name, status: "accomplished" });
        return group as { snapshotGroupId: string; snapshots: { snapshot: Member[] } };
      };
      type Member = { snapshotId: string; sourceDiskId: string };
      const rollBack = async ({ snapshots }: Awaited<ReturnType<typeof take>>) => {
        const disk = snapshots.snapshot.map(({ snapshotId, sourceDiskId }) => ({
          snapshotId,
          diskId: sourceDiskId,
        }));
        const { operationProgressSet } = await ask("ResetDisks", { regionId, disk });
        expect(operationProgressSet.operationProgress).toHaveLength(2);
        await sim.control.advance("1m");
        return Promise.all(diskIds.map(async (diskId) => (await sim.control.disk(diskId)).content));
      };

      await write("good");
      const point = await take("before");
      await write("damaged");
      await ask("StopInstance", { instanceId });
      await sim.control.advance("1m");
      const undo = await take("undo");
      expect(await rollBack(point)).toEqual(["good", "good"]);
      expect(await rollBack(undo)).toEqual(["damaged", "damaged"]);
      for (const { snapshotGroupId } of [point, undo])
        await ask("DeleteSnapshotGroup", { regionId, snapshotGroupId });
      expect((await sim.control.world()).snapshots).toEqual({});
      expect(await signatures()).toEqual(new Set([signature]));
    },
  );

  test.each(["V1", "V3"] as const)(
    "SWAS, signature %s: from a snapshot through damage back to it",
    async (signature) => {
      const ask = open("@alicloud/swas-open20200601", signature);
      const instanceId = "sim00000000000000000000000000swas1";
      const { disks } = await ask("ListDisks", { regionId, instanceId });
      const { diskId } = disks[0];
      await sim.control.writeContent(diskId, "good");
      const { snapshotId } = await ask("CreateSnapshot", {
        regionId,
        diskId,
        snapshotName: "before",
        clientToken: "t1",
      });
      await sim.control.advance("1m");
      const { snapshots } = await ask("ListSnapshots", {
        regionId,
        snapshotIds: JSON.stringify([snapshotId]),
      });
      expect(snapshots).toMatchObject([{ snapshotId, status: "accomplished", progress: "100%" }]);

      await sim.control.writeContent(diskId, "damaged");
      await ask("StopInstance", { regionId, instanceId });
      await sim.control.advance("1m");
      await ask("ResetDisk", { regionId, diskId, snapshotId });
      await sim.control.advance("1m");
      await ask("StartInstance", { regionId, instanceId });
      await sim.control.advance("1m");
      const { instanceStatuses } = await ask("ListInstanceStatus", {
        regionId,
        instanceIds: JSON.stringify([instanceId]),
      });
      expect(instanceStatuses).toMatchObject([{ instanceId, status: "Running" }]);
      expect(await sim.control.disk(diskId)).toMatchObject({ content: "good", resets: 1 });
      expect(await signatures()).toEqual(new Set([signature]));
    },
  );

  test.each(["V1", "V3"] as const)(
    "signature %s: temporary keys count, and a wrong secret does not",
    async (signature) => {
      const name = "@alicloud/ecs20140526";
      const keys = await sim.control.issueCredentials();
      const { regions } = await open(name, signature, keys)("DescribeRegions", {});
      expect(regions.region.length).toBeGreaterThan(5);
      const expired = await sim.control.issueCredentials("0s");
      await expect(open(name, signature, expired)("DescribeRegions", {})).rejects.toMatchObject({
        code: "InvalidSecurityToken.Expired",
      });
      const wrong = { ...ownKeys, accessKeySecret: "wrong" };
      await expect(open(name, signature, wrong)("DescribeRegions", {})).rejects.toMatchObject({
        code: "SignatureDoesNotMatch",
      });
    },
  );
});
