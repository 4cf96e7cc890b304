import { describe, expect, test } from "vitest";
import { versions } from "./signedClient";
import { sendV3 } from "./signedClientV3";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
const DiskId = "d-sim0002";
const InstanceId = "i-sim0001";
const server = "sim00000000000000000000000000swas1";
type Fields = Record<string, string | number | boolean>;

const stop = (id = InstanceId) => sim.control.patch("instances", id, { status: "Stopped" });
const codeOf = async (action: string, parameters: Fields) => refusal(await sim.ecs(action, parameters))[1];

describe("readings of all services", () => {
  /** Each asks for everything, with a filter that has no text. */
  const lists = [
    ["ecs", "DescribeSnapshots", "SnapshotName"],
    ["ecs", "DescribeDisks", "Status"],
    ["ecs", "DescribeDisks", "InstanceId"],
    ["ecs", "DescribeInstances", "PageSize"],
    ["swas", "ListDisks", "DiskIds"],
    ["ecd", "DescribeSnapshots", "SourceDiskType"],
  ] as const;

  test.each(lists)("emptyParameters: %s %s with an empty %s", async (service, action, name) => {
    await sim.control.add("snapshots", { snapshotId: "s-a", sourceDiskId: DiskId, snapshotName: "a" });
    const without = await sim[service](action, { RegionId });
    const empty = await sim[service](action, { RegionId, [name]: "" });
    expect([empty.status, { ...empty.body, RequestId: "" }]).toEqual([
      200,
      { ...without.body, RequestId: "" },
    ]);
    await sim.control.settings({ emptyParameters: "given" });
    const given = await sim[service](action, { RegionId, [name]: "" });
    expect({ ...given.body, RequestId: "" }).not.toEqual({ ...without.body, RequestId: "" });
  });

  test.each(["absent", "given"] as const)(
    "emptyParameters %s: a mandatory one is missing, a tag and a description may be empty",
    async (emptyParameters) => {
      await sim.control.settings({ emptyParameters });
      expect(await codeOf("CreateSnapshot", { DiskId: "" })).toBe("MissingDiskId");
      const tags = { "Tag.1.Key": "k", "Tag.1.Value": "" };
      const { body } = await sim.ecs("CreateSnapshot", { DiskId, Description: "words", ...tags });
      await sim.control.advance("1h");
      await sim.ecs("ModifySnapshotAttribute", { SnapshotId: body.SnapshotId, Description: "" });
      const { description, tags: kept } = await sim.control.snapshot(body.SnapshotId);
      expect([description, kept]).toEqual(["", { k: "" }]);
    },
  );
});

describe("readings of the gateway", () => {
  test("tokenCodes: a code for each fault of a token, or one that names it in its text", async () => {
    const expired = await sim.control.issueCredentials("0s");
    const [keys, others] = [await sim.control.issueCredentials(), await sim.control.issueCredentials()];
    const refusals = async () => {
      const given = [
        expired,
        { ...keys, securityToken: "unknown" },
        { ...keys, securityToken: others.securityToken },
      ];
      const answers = [];
      for (const { securityToken: SecurityToken, ...key } of given)
        answers.push(await sim.ecs("DescribeRegions", {}, { ...key, common: { SecurityToken } }));
      return answers.map(refusal);
    };
    const faults = ["Expired", "Malformed", "MismatchWithAccessKey"];
    expect((await refusals()).map(([, code]) => code)).toEqual(
      faults.map((fault) => `InvalidSecurityToken.${fault}`),
    );
    await sim.control.settings({ gateway: { tokenCodes: "InvalidParameter" } });
    expect(await refusals()).toEqual(
      faults.map((fault) => [
        400,
        "InvalidParameter",
        `The specified parameter "SecurityToken.${fault}" is not valid.`,
      ]),
    );
  });

  test.each(["SignatureDoesNotMatch", "ContentMD5NotMatched"] as const)(
    "foreignBody: %s, and a wrong secret is SignatureDoesNotMatch always",
    async (foreignBody) => {
      await sim.control.settings({ gateway: { foreignBody } });
      const ask = async (request: object) =>
        refusal(await sendV3(sim.simulator.url, versions.ecs, "DescribeDisks", { RegionId }, request))[1];
      expect(await ask({ place: "form", body: "RegionId=cn-beijing" })).toBe(foreignBody);
      expect(await ask({ accessKeySecret: "wrong" })).toBe("SignatureDoesNotMatch");
    },
  );

  test("largeBody: an error of the gateway, or a page of the server before it", async () => {
    const ask = async () => {
      const response = await fetch(sim.simulator.url, { method: "POST", body: "x".repeat(2 ** 21) });
      return [response.status, await response.text()];
    };
    expect(await ask()).toEqual([413, expect.stringContaining("<Code>RequestBodyTooLarge</Code>")]);
    await sim.control.settings({ gateway: { largeBody: "html" } });
    expect(await ask()).toEqual([413, expect.stringContaining("<h1>413 Request Entity Too Large</h1>")]);
  });
});

describe("readings of ECS", () => {
  test.each(["InvalidOperation.DiskResetInProgress", "IncorrectDiskStatus"] as const)(
    "resetInProgress: %s",
    async (resetInProgress) => {
      await sim.control.settings({ ecs: { resetInProgress } });
      const SnapshotId = await completeSnapshot(sim, DiskId);
      await stop();
      await sim.ecs("ResetDisk", { DiskId, SnapshotId });
      expect(await codeOf("ResetDisk", { DiskId, SnapshotId, DryRun: true })).toBe(resetInProgress);
    },
  );

  test.each([
    [false, ""],
    [true, InstanceId],
  ])("resettingDiskNamesInstance: %s", async (resettingDiskNamesInstance, expected) => {
    await sim.control.settings({ ecs: { resettingDiskNamesInstance } });
    const SnapshotId = await completeSnapshot(sim, DiskId);
    await stop();
    await sim.ecs("ResetDisk", { DiskId, SnapshotId });
    const { body } = await sim.ecs("DescribeDisks", { RegionId, DiskIds: `["${DiskId}"]` });
    expect(body.Disks.Disk[0]).toMatchObject({ Status: "ReIniting", InstanceId: expected });
  });

  test.each(["byHistory", "swapped"] as const)("missingDisk: %s", async (missingDisk) => {
    await sim.control.settings({ ecs: { missingDisk } });
    const SnapshotId = await completeSnapshot(sim, DiskId);
    await sim.control.patch("disks", DiskId, { released: true });
    const codes = [
      await codeOf("ResetDisk", { DiskId, SnapshotId }),
      await codeOf("ResetDisk", { DiskId: "d-none", SnapshotId }),
    ];
    const byHistory = ["Disk.NotFound", "InvalidDiskId.NotFound"];
    expect(codes).toEqual(missingDisk === "byHistory" ? byHistory : byHistory.reverse());
  });

  test.each(["OperationDenied", "InvalidSnapshotId.NotReady"] as const)(
    "failedSnapshot: %s",
    async (failedSnapshot) => {
      await sim.control.settings({ ecs: { failedSnapshot } });
      const SnapshotId = await completeSnapshot(sim, DiskId);
      await sim.control.patch("snapshots", SnapshotId, { status: "failed" });
      expect(await codeOf("ResetDisk", { DiskId, SnapshotId })).toBe(failedSnapshot);
    },
  );

  test.each([
    ["Failed", "Failed", "OperationDenied"],
    ["code", "InvalidSnapshotId.NotFound", "InvalidSnapshotId.NotFound"],
  ] as const)("failedItem, ungroupedSnapshot: %s", async (failedItem, word, ungroupedSnapshot) => {
    await sim.control.settings({ ecs: { failedItem, ungroupedSnapshot } });
    const SnapshotId = await completeSnapshot(sim, DiskId);
    await stop();
    const { body } = await sim.ecs("ResetDisks", {
      RegionId,
      "Disk.1.DiskId": DiskId,
      "Disk.1.SnapshotId": SnapshotId,
    });
    const [item] = body.OperationProgressSet.OperationProgress;
    expect([item.OperationStatus, item.ErrorCode]).toEqual([word, ungroupedSnapshot]);
  });

  test("resetDisksDryRun: one error for all, or an item for each disk", async () => {
    const SnapshotId = await completeSnapshot(sim, DiskId);
    const ask = () =>
      sim.ecs("ResetDisks", {
        RegionId,
        "Disk.1.DiskId": DiskId,
        "Disk.1.SnapshotId": SnapshotId,
        DryRun: true,
      });
    expect(refusal(await ask())[1]).toBe("IncorrectInstanceStatus");
    await sim.control.settings({ ecs: { resetDisksDryRun: "perDisk" } });
    const { status, body } = await ask();
    expect([status, body.OperationProgressSet.OperationProgress[0].ErrorCode]).toEqual([
      200,
      "IncorrectInstanceStatus",
    ]);
    expect((await sim.control.disk(DiskId)).resets).toBe(0);
  });

  test.each(["InvalidSnapshotGroupId.NotFound", "InvalidSnapshotGroup.NotFound"] as const)(
    "missingGroup: %s",
    async (missingGroup) => {
      await sim.control.settings({ ecs: { missingGroup } });
      const group = { RegionId, SnapshotGroupId: "ssg-none" };
      expect(await codeOf("DeleteSnapshotGroup", group)).toBe(missingGroup);
      expect(await codeOf("ModifySnapshotGroup", { ...group, Name: "name" })).toBe(missingGroup);
    },
  );

  test("retentionOfKept, changeUnfinished: refused or allowed", async () => {
    const { SnapshotId } = (await sim.ecs("CreateSnapshot", { DiskId })).body;
    const change = () => sim.ecs("ModifySnapshotAttribute", { SnapshotId, RetentionDays: 3 });
    expect(refusal(await change())[1]).toBe("InvalidSnapshotId.NotReady");
    await sim.control.settings({ ecs: { changeUnfinished: "allowed" } });
    expect(refusal(await change())[1]).toBe("InvalidOperation.DecreaseRetentionDaysUnsupported");
    await sim.control.settings({ ecs: { retentionOfKept: "allowed" } });
    expect((await change()).status).toBe(200);
  });
});

describe("readings of every service", () => {
  test("startDuringReset: a machine whose disk is being reset is refused or starts", async () => {
    const SnapshotId = await completeSnapshot(sim, DiskId);
    await stop();
    await sim.ecs("ResetDisk", { DiskId, SnapshotId });
    expect(await codeOf("StartInstance", { InstanceId })).toBe("DiskError");
    await sim.control.settings({ startDuringReset: "accepted" });
    expect((await sim.ecs("StartInstance", { InstanceId })).status).toBe(200);
  });

  test("SWAS foreignSnapshot, unfinishedSnapshot: each has two codes", async () => {
    const swasDisk = "d-simswas01";
    await sim.control.add("disks", {
      diskId: "d-other",
      service: "swas",
      instanceIds: [server],
      category: "ESSD",
    });
    const take = async (id: string) =>
      (await sim.swas("CreateSnapshot", { RegionId, DiskId: id, SnapshotName: "point" })).body.SnapshotId;
    const ids = { foreign: await take("d-other"), unfinished: await take(swasDisk) };
    const codes = async () => {
      const ask = async (SnapshotId: string) =>
        refusal(await sim.swas("ResetDisk", { RegionId, DiskId: swasDisk, SnapshotId }))[1];
      return [await ask(ids.foreign), await ask(ids.unfinished)];
    };
    expect(await codes()).toEqual(["InvalidSnapshotId.NotFound", "IncorrectDiskStatus.CreatingSnapshot"]);
    await sim.control.settings({
      swas: {
        foreignSnapshot: "InvalidParameter.Mismatch",
        unfinishedSnapshot: "InvalidSnapshotId.NotFound",
      },
    });
    expect(await codes()).toEqual(["InvalidParameter.Mismatch", "InvalidSnapshotId.NotFound"]);
  });

  test("ECD undocumentedCodes, incorrectStatusHttp: a guessed code and the known one", async () => {
    const answers = async () => [
      refusal(await sim.ecd("ResetSnapshot", { RegionId, SnapshotId: "s-none" })).slice(0, 2),
      refusal(await sim.ecd("StartDesktops", { RegionId, "DesktopId.1": "ecd-sim0001" })).slice(0, 2),
    ];
    expect(await answers()).toEqual([
      [404, "InvalidSnapshotId.NotFound"],
      [403, "IncorrectDesktopStatus"],
    ]);
    await sim.control.settings({ ecd: { undocumentedCodes: "unforeseen", incorrectStatusHttp: 400 } });
    expect(await answers()).toEqual([
      [400, "OperationFailed.Unforeseen"],
      [400, "IncorrectDesktopStatus"],
    ]);
  });

  test.each(["first", "last"] as const)("ECD dataDisk: the %s of several", async (dataDisk) => {
    await sim.control.settings({ ecd: { dataDisk } });
    await sim.control.add("disks", { diskId: "d-zlast", service: "ecd", instanceIds: ["ecd-sim0001"] });
    const { SnapshotId } = (
      await sim.ecd("CreateSnapshot", {
        RegionId,
        DesktopId: "ecd-sim0001",
        SnapshotName: "point",
        SourceDiskType: "data",
      })
    ).body;
    const { sourceDiskId } = await sim.control.snapshot(SnapshotId);
    expect(sourceDiskId).toBe(dataDisk === "first" ? "d-simecd02" : "d-zlast");
  });
});
