import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import type { Properties } from "../../../provider/runtime/properties";
import { damagedDisk, diskId, systemDiskId, world } from "./fixture";

const cloud = world();
const later = (name: string) =>
  `may roll back: ${name} known only when the run has come this far; the rollback is checked again then`;

/** What preview says of a lever, without having asked the cloud. */
async function said(lever: ReturnType<typeof cloud.rollback>, inputs: Properties): Promise<string> {
  await cloud.control.clearCalls();
  const { words } = await lever.preview(inputs);
  expect(await cloud.control.calls()).toEqual([]);
  return words;
}

/** A lever that has gone back to a snapshot, and what it declares. */
async function applied() {
  const inputs = { diskId, snapshotId: await damagedDisk(cloud), triggers: 1 };
  const lever = cloud.rollback();
  await lever.up(inputs);
  return { lever, inputs };
}

const armed = { diskId, snapshotId: "s-1" };
const cases: [string, Properties, string][] = [
  ["the snapshot", { ...armed, snapshotId: unknownValue }, "`snapshotId` is"],
  ["triggers", { ...armed, triggers: [unknownValue] }, "`triggers` is"],
  ["the disk", { ...armed, diskId: unknownValue }, "`diskId` is"],
  ["the region", { ...armed, regionId: unknownValue }, "`regionId` is"],
  ["the moment", { diskId, restoreTo: { before: unknownValue } }, "`restoreTo` is"],
  ["the instance", { instanceId: unknownValue, snapshotGroupId: "ssg-1" }, "`instanceId` is"],
  ["the group", { instanceId: "i-1", snapshotGroupId: unknownValue }, "`snapshotGroupId` is"],
  ["a disk of several", { disks: [{ diskId: unknownValue, snapshotId: "s-1" }] }, "`disks` is"],
  ["all disks", { disks: unknownValue }, "`disks` is"],
  [
    "the desktop",
    { service: "ecd", desktopId: unknownValue, sourceDiskType: "data", snapshotId: "s-1" },
    "`desktopId` is",
  ],
  ["a guard", { ...armed, notAfter: unknownValue }, "`notAfter` is"],
  [
    "two things",
    { ...armed, snapshotId: unknownValue, triggers: unknownValue },
    "`snapshotId` and `triggers` are",
  ],
];
const silent: [string, Properties][] = [
  ["disarmed, the disk unknown", { diskId: unknownValue }],
  ["disarmed, triggers unknown", { diskId, triggers: unknownValue }],
  ["disarmed, the instance unknown", { instanceId: unknownValue }],
  ["disarmed, a disk of several unknown", { disks: [{ diskId: unknownValue }, { diskId: "d-1" }] }],
];

describe("a new lever of which preview does not know all", () => {
  test.each(cases)("%s is unknown: preview says that it may roll back, and why", async (_, inputs, name) => {
    expect(await said(cloud.rollback(), inputs)).toBe(later(name));
  });

  test.each([
    ...silent,
    ["adopting, triggers unknown", { ...armed, onCreate: "adopt", triggers: unknownValue }] as const,
  ])("%s: preview says nothing of a rollback", async (_, inputs) => {
    expect(await said(cloud.rollback(), inputs)).toBe("");
  });

  test("rollbacks are switched off: says that it would be refused, and by what", async () => {
    cloud.environment["ALICLOUD_RESTORE_ROLLBACKS"] = "refuse";
    expect(await said(cloud.rollback(), { ...armed, triggers: unknownValue })).toBe(
      `${later("`triggers` is")}\nit would be refused: rollbacks are switched off by ALICLOUD_RESTORE_ROLLBACKS in the environment`,
    );
    expect(await said(cloud.rollback(), { diskId: unknownValue })).toBe("");
  });
});

describe("a lever that has run, of which preview does not know all", () => {
  test.each([
    ["triggers", { triggers: unknownValue }, "`triggers` is"],
    ["the disk", { diskId: unknownValue }, "`diskId` is"],
    ["a guard of a rollback that would run", { triggers: 2, maxDataLoss: unknownValue }, "`maxDataLoss` is"],
  ])("%s is unknown: preview says that it may roll back, and why", async (_, changed, name) => {
    const { lever, inputs } = await applied();
    expect(await said(lever, { ...inputs, ...changed })).toBe(later(name));
  });

  test("only a guard of a rollback that has run is unknown: preview says nothing", async () => {
    const { lever, inputs } = await applied();
    expect(await said(lever, { ...inputs, maxDataLoss: unknownValue })).toBe("");
  });

  test.each(silent)("%s: preview says nothing of a rollback", async (_, inputs) => {
    const { lever } = await applied();
    const { words } = await lever.preview(inputs);
    expect(words).toBe("");
  });

  test("used before, and whether a repeat is allowed is unknown: preview says that it may roll back", async () => {
    const { lever, inputs } = await applied();
    await lever.up({ diskId });
    expect(await said(lever, { ...inputs, onRepeat: unknownValue })).toBe(later("`onRepeat` is"));
  });

  test("another disk for certain: is a new lever, of which check tells", async () => {
    const { lever, inputs } = await applied();
    const { replaces } = await lever.preview({ ...inputs, diskId: systemDiskId, triggers: unknownValue });
    expect(replaces).toEqual(["diskId"]);
    expect(lever.lines.info.at(-1)).toBe(later("`triggers` is"));
  });
});
