import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated, type Simulated } from "./simulated";

const sim = simulated();

/** A stopped instance and a complete snapshot of its data disk: the reset would run. */
async function ready(): Promise<{ DiskId: string; SnapshotId: string }> {
  const SnapshotId = await completeSnapshot(sim, "d-sim0002");
  await sim.control.patch("instances", "i-sim0001", { status: "Stopped" });
  return { DiskId: "d-sim0002", SnapshotId };
}

type Pair = { DiskId: string; SnapshotId: string };
type Arrange = (sim: Simulated, pair: Pair) => Promise<void | (Partial<Pair> & Record<string, unknown>)>;

const disk =
  (fields: object): Arrange =>
  ({ control }, { DiskId }) =>
    control.patch("disks", DiskId, { ...fields });
const snapshot =
  (fields: object): Arrange =>
  ({ control }, { SnapshotId }) =>
    control.patch("snapshots", SnapshotId, { ...fields });
const instance =
  (fields: object): Arrange =>
  ({ control }) =>
    control.patch("instances", "i-sim0001", { ...fields });
const account =
  (fields: object): Arrange =>
  ({ control }) =>
    control.patchAccount({ ...fields });
const fault =
  (code: string, message?: string): Arrange =>
  async ({ control }) =>
    void (await control.addFault({ action: "ResetDisk", effect: "error", code, message }));

/** For every row of the page's table, the state of the world that brings it; only the last two need a fault. */
const arrangements: Record<string, Arrange> = {
  "DiskCategory.OperationNotSupported": disk({ category: "local_ssd_pro" }),
  "InvalidRegionId.MalFormed": async () => ({ RegionId: "nowhere" }),
  DryRunOperation: async () => ({ DryRun: true }),
  IncorrectDiskStatus: disk({ heldStatus: "Detaching" }),
  IncorrectInstanceStatus: instance({ status: "Running" }),
  InstanceLockedForSecurity: instance({ operationLocks: ["security"] }),
  "InvalidParameter.Mismatch": async () => ({ DiskId: "d-sim0001" }),
  "InvalidSnapshot.TooOld": snapshot({ createdAt: "2013-07-14T23:59:59Z" }),
  InstanceExpiredOrInArrears: instance({ expiredAt: "2020-01-01T00:00:00Z" }),
  OperationDenied: snapshot({ resettable: false }),
  "InvalidSnapshotId.NotReady": snapshot({ status: "progressing" }),
  "InvalidAccountStatus.NotEnoughBalance": account({ enoughBalance: false }),
  "InvalidAccountStatus.SnapshotServiceUnavailable": account({ snapshotServiceOpen: false }),
  "Operation.Conflict": disk({ conflicting: true }),
  UserNotInTheWhiteList: disk({ whitelisted: false }),
  "InvalidParameter.KMSKeyId.CMKNotEnabled": disk({ encrypted: true, kmsKeyState: "notEnabled" }),
  "InvalidParameter.KMSKeyId.KMSUnauthorized": disk({ encrypted: true, kmsKeyState: "kmsUnauthorized" }),
  "InvalidParameter.KMSKeyId.NotFound": disk({ encrypted: true, kmsKeyState: "notFound" }),
  "InvalidDiskId.NotFound": async () => ({ DiskId: "d-none" }),
  "Disk.NotFound": disk({ released: true }),
  "InvalidSnapshotId.NotFound": async () => ({ SnapshotId: "s-none" }),
  "InvalidInstanceId.NotFound": disk({ instanceIds: ["i-gone"] }),
};

interface PageRow {
  readonly httpStatus: number;
  readonly code: string;
  readonly message: string;
}

const pages = JSON.parse(readFileSync("test/fixtures/error-codes.json", "utf8")) as {
  service: string;
  action: string;
  errors: PageRow[];
}[];
const page = pages.find(({ service, action }) => service === "ecs" && action === "ResetDisk")!.errors;

describe("ResetDisk: the page's error table", () => {
  test("page: has 24 rows, the last two InternalError", () => {
    expect(page).toHaveLength(24);
    expect(page.slice(-2).map(({ code }) => code)).toEqual(["InternalError", "InternalError"]);
  });

  test.each(page)(
    "ResetDisk: answers $httpStatus $code with $message",
    async ({ httpStatus, code, message }) => {
      const pair = await ready();
      const arrange = arrangements[code] ?? fault(code, message);
      const changed = await arrange(sim, pair);
      const answer = await sim.ecs("ResetDisk", { ...pair, ...changed });
      expect(refusal(answer)).toEqual([httpStatus, code, message]);
      expect((await sim.control.disk("d-sim0002")).resets).toBe(0);
    },
  );

  test("page: only InternalError needs a fault", () => {
    const byFault = page.filter(({ code }) => !(code in arrangements)).map(({ code }) => code);
    expect(byFault).toEqual(["InternalError", "InternalError"]);
  });
});

describe("ResetDisk: what only newer pages have", () => {
  test("ResetDisk: an encrypted snapshot on a plain disk is a mismatch with a text of its own", async () => {
    const pair = await ready();
    await sim.control.patch("snapshots", pair.SnapshotId, { encrypted: true });
    expect(refusal(await sim.ecs("ResetDisk", pair))).toEqual([
      403,
      "InvalidParameter.Mismatch",
      "Non-encrypted disk can not be reset by encrypted snapshot.",
    ]);
  });

  test("ResetDisk: a disk with another snapshot in the making is refused", async () => {
    const pair = await ready();
    await sim.ecs("CreateSnapshot", { DiskId: pair.DiskId });
    expect(refusal(await sim.ecs("ResetDisk", pair)).slice(0, 2)).toEqual([
      403,
      "IncorrectDiskStatus.HasUnfinishedSnapshot",
    ]);
  });

  test("ResetDisk: a failed snapshot is refused", async () => {
    const pair = await ready();
    await sim.control.patch("snapshots", pair.SnapshotId, { status: "failed" });
    expect(refusal(await sim.ecs("ResetDisk", pair))[1]).toBe("OperationDenied");
  });

  test("ResetDisk: a financial lock counts as expired", async () => {
    const pair = await ready();
    await sim.control.patch("instances", "i-sim0001", { operationLocks: ["financial"] });
    expect(refusal(await sim.ecs("ResetDisk", pair))[1]).toBe("InstanceExpiredOrInArrears");
  });

  test("ResetDisk: an instance on its way to Stopped is not yet stopped", async () => {
    const SnapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.ecs("StopInstance", { InstanceId: "i-sim0001" });
    expect(refusal(await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId }))[1]).toBe(
      "IncorrectInstanceStatus",
    );
  });

  test("ResetDisk: a detached disk needs no stopped instance", async () => {
    const SnapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.control.patch("disks", "d-sim0002", { instanceIds: [] });
    expect((await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId })).status).toBe(200);
  });

  test("ResetDisk: a missing parameter comes first", async () => {
    expect(refusal(await sim.ecs("ResetDisk", { DiskId: "d-none" }))).toEqual([
      400,
      "MissingSnapshotId",
      "SnapshotId is mandatory for this action.",
    ]);
  });
});

describe("ResetDisk: what it does", () => {
  const status = async () => {
    const { body } = await sim.ecs("DescribeDisks", { RegionId: "cn-hangzhou", DiskIds: '["d-sim0002"]' });
    return body.Disks.Disk[0].Status;
  };
  const dryRun = async (pair: Pair) => refusal(await sim.ecs("ResetDisk", { ...pair, DryRun: true }))[1];

  test.each([true, false])(
    "ResetDisk: takes its time; with resetShowsReIniting %s",
    async (resetShowsReIniting) => {
      await sim.control.settings({ resetShowsReIniting, durations: { reset: "10s" } });
      const pair = await ready();
      expect(await dryRun(pair)).toBe("DryRunOperation");
      const { status: httpStatus, body } = await sim.ecs("ResetDisk", pair);
      expect([httpStatus, Object.keys(body)]).toEqual([200, ["RequestId"]]);
      await sim.control.advance("9s");
      expect(await status()).toBe(resetShowsReIniting ? "ReIniting" : "In_use");
      expect(await dryRun(pair)).toBe("InvalidOperation.DiskResetInProgress");
      await sim.control.advance("1s");
      expect(await status()).toBe("In_use");
      expect(await dryRun(pair)).toBe("DryRunOperation");
    },
  );

  test("ResetDisk: brings back the content of the moment the snapshot was asked for, not when it was done", async () => {
    await sim.control.writeContent("d-sim0002", "before");
    const { body } = await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002" });
    await sim.control.writeContent("d-sim0002", "after");
    await sim.control.advance("1m");
    await sim.control.patch("instances", "i-sim0001", { status: "Stopped" });
    await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId: body.SnapshotId });
    expect(await sim.control.disk("d-sim0002")).toMatchObject({ content: "", resets: 1, resetting: true });
    await sim.control.advance("1m");
    expect(await sim.control.disk("d-sim0002")).toMatchObject({
      content: "before",
      resets: 1,
      resetting: false,
    });
  });

  test("ResetDisk: the same pair again resets again", async () => {
    const pair = await ready();
    await sim.ecs("ResetDisk", pair);
    await sim.control.advance("1m");
    expect((await sim.ecs("ResetDisk", pair)).status).toBe(200);
    expect((await sim.control.disk("d-sim0002")).resets).toBe(2);
  });

  test("ResetDisk: the instance cannot start while its disk is being reset", async () => {
    const pair = await ready();
    await sim.ecs("ResetDisk", pair);
    const start = () => sim.ecs("StartInstance", { InstanceId: "i-sim0001" });
    expect(refusal(await start())).toEqual([403, "DiskError", "IncorrectDiskStatus."]);
    await sim.control.advance("1m");
    expect((await start()).status).toBe(200);
  });

  test("ResetDisk: a reset that hangs never ends", async () => {
    const pair = await ready();
    await sim.control.patch("disks", "d-sim0002", { resetFate: "hangs" });
    await sim.ecs("ResetDisk", pair);
    await sim.control.advance("30d");
    expect(await status()).toBe("ReIniting");
  });

  test("ResetDisk: the snapshot it reads from cannot be deleted meanwhile", async () => {
    const pair = await ready();
    await sim.ecs("ResetDisk", pair);
    const remove = () => sim.ecs("DeleteSnapshot", { SnapshotId: pair.SnapshotId });
    expect(refusal(await remove())[1]).toBe("Operation.Conflict");
    await sim.control.advance("1m");
    expect((await remove()).status).toBe(200);
  });
});
