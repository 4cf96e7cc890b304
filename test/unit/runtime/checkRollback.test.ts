import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { diskRollback } from "../../../provider/rollback";
import type { Properties } from "../../../provider/runtime/properties";
import { checkOffline } from "./offline";

const disarmed = { diskId: "d-bp1" };
const failuresOf = async (inputs: Properties, options?: Parameters<typeof checkOffline>[2]) =>
  (await checkOffline(diskRollback, inputs, options)).failures;

const everything = {
  ...disarmed,
  service: "ecs",
  regionId: "cn-beijing",
  triggers: [1],
  whenRunning: "fail",
  safetySnapshot: { retentionDays: 30 },
  maxDataLoss: "24h",
  notAfter: "2026-11-20T18:40:00Z",
  requireNewest: true,
  expectLast: "s-bp1",
  onCreate: "adopt",
  onRepeat: "run",
  onInterrupted: "assumeDone",
  timeouts: { snapshot: "2h", rollback: "90m" },
};

describe("check of a DiskRollback", () => {
  test("disarmed: passes without asking the cloud, with the service and the region filled in", async () => {
    expect(await checkOffline(diskRollback, disarmed)).toEqual({
      inputs: { service: "ecs", regionId: "cn-hangzhou", diskId: "d-bp1" },
      failures: [],
    });
    expect(await failuresOf(everything)).toEqual([]);
  });

  test("adopting: passes without asking the cloud", async () => {
    expect(await failuresOf({ ...disarmed, snapshotId: "s-bp1", onCreate: "adopt" })).toEqual([]);
  });

  test("armed, but not new: what the plan has to say is diff's", async () => {
    expect(await failuresOf({ ...disarmed, snapshotId: "s-bp1" }, { before: disarmed })).toEqual([]);
  });

  test("no region anywhere: names all three places to set it", async () => {
    const [failure] = await failuresOf(disarmed, { config: {} });
    expect(failure?.property).toBe("regionId");
    expect(failure?.reason).toMatch(/alicloud:region.*ALIBABA_CLOUD_REGION_ID/);
  });

  test.each<[string, Properties, RegExp]>([
    ["diskId", { diskId: undefined }, /is required/],
    ["diskId", { diskId: "s-bp1" }, /disk id.*page ECS ResetDisk/],
    ["snapshotId", { snapshotId: "d-bp1" }, /snapshot id.*page ECS ResetDisk/],
    ["snapshotId", { snapshotId: "" }, /snapshot id/],
    ["service", { service: "s3" }, /ecs/],
    ["excludeDiskIds", { excludeDiskIds: ["d-bp2"] }, /belongs to instanceId with a snapshotGroupId/],
    ["regionId", { regionId: "CN" }, /region id/],
    ["safetySnapshot", { safetySnapshot: { retentionDays: 0 } }, /safetySnapshot/],
    ["maxDataLoss", { maxDataLoss: "a day" }, /whole number and a unit/],
    ["notAfter", { notAfter: "tomorrow" }, /moment in UTC such as/],
    ["notAfter", { notAfter: "2026-11-20T18:40:00+08:00" }, /moment in UTC/],
    ["requireNewest", { requireNewest: 1 }, /boolean/],
    ["safetySnapshot", { safetySnapshot: true }, /must be false or an object of retentionDays, when/],
    ["expectLast", { expectLast: "nothing" }, /snapshot id, a snapshot group id, or "none"/],
    ["startAfter", { startAfter: "soon" }, /asBefore.*always.*never/],
    ["forceStop", { forceStop: "yes" }, /boolean/],
    ["onCreate", { onCreate: "ignore" }, /rollback.*adopt/],
    ["onRepeat", { onRepeat: "ask" }, /refuse.*run/],
    ["onInterrupted", { onInterrupted: "resume" }, /ask.*assumeDone.*retry/],
    ["whenRunning", { whenRunning: "pray" }, /fail/],
    ["timeouts", { timeouts: { rollback: "1.5h" } }, /timeouts\.rollback must be a whole number and a unit/],
  ])("%s: %j is refused on its property, with the rule", async (property, inputs, reason) => {
    const [failure, ...others] = await failuresOf({ ...disarmed, ...inputs });
    expect(others).toEqual([]);
    expect(failure?.property).toBe(property);
    expect(failure?.reason).toMatch(reason);
  });

  test("no property of the resource: is refused without naming it, since nobody knows what its value is", async () => {
    for (const inputs of [{ password: "hunter2" }, { timeouts: { create: "5m" } }]) {
      const [failure] = await failuresOf({ ...disarmed, ...inputs });
      expect(failure).toEqual({
        property: "",
        reason: expect.stringMatching(/^(password|timeouts\.create) is not a property/) as string,
      });
    }
  });

  test("mistakes in an armed rollback: are told without asking the cloud", async () => {
    const found = await failuresOf({ diskId: "x", snapshotId: "y", maxDataLoss: "z" });
    expect(found.map(({ property }) => property).sort()).toEqual(["diskId", "maxDataLoss", "snapshotId"]);
  });

  test("unknown in preview: each property may be, and the cloud is not asked", async () => {
    const armed = { ...everything, snapshotId: "s-bp1" };
    for (const property of Object.keys(armed))
      expect(await failuresOf({ ...armed, [property]: unknownValue })).toEqual([]);
  });

  test("values: no value stands in a reason", async () => {
    const secret = "hunter2-hunter2";
    const wrong = Object.fromEntries(Object.keys(everything).map((property) => [property, secret]));
    expect(JSON.stringify(await failuresOf(wrong))).not.toContain(secret);
  });
});
