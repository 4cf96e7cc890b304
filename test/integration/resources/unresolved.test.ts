import { describe, expect, test } from "vitest";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { subjects } from "./subjects";

/** What stands in the way where it is not known what to go back to: all of it at once, on the property that mends it. */
const cloud = world();
type Inputs = Readonly<Record<string, unknown>>;

/** The properties that a preview names, in their order; the run itself is refused alike, and nothing is changed. */
async function named(inputs: Inputs, ...target: string[]): Promise<string[]> {
  await cloud.control.clearCalls();
  const { message } = await failureOf(cloud.rollback().preview(inputs));
  const lever = cloud.rollback();
  await lever.up(Object.fromEntries(["service", ...target].map((name) => [name, inputs[name]])));
  const run = await failureOf(lever.updateOnly({ ...lever.state!.inputs, ...inputs }, {}));
  expect(run.message).toBe(
    [run.message.split("\n")[0], ...message.split("\n").map((line) => `  ${line}`)].join("\n"),
  );
  expect(await changes(cloud)).toEqual([]);
  return message.split("\n").map((line) => line.split(":")[0] ?? "");
}

const longAgo = { before: "2020-01-01T00:00:00Z" };
const expired = { notAfter: "2020-01-01T00:00:00Z" };

describe("a group to go back to", () => {
  const instanceId = "i-sim0002";

  test("is none: the running host and the guards are told with it", async () => {
    const inputs = { instanceId, snapshotGroupId: "ssg-none", ...expired };
    expect(await named(inputs, "instanceId")).toEqual(["snapshotGroupId", "whenRunning", "notAfter"]);
  });

  test("is none, of an instance that is none: both are told", async () => {
    const inputs = { instanceId: "i-none", snapshotGroupId: "ssg-none" };
    expect(await named(inputs, "instanceId")).toEqual(["snapshotGroupId", "instanceId"]);
  });

  test("is not complete: the running host is told with it", async () => {
    const point = cloud.snapshot();
    await point.up({ instanceId, waitFor: "submitted" });
    const inputs = { instanceId, snapshotGroupId: point.state?.outputs["snapshotGroupId"] };
    expect([...new Set(await named(inputs, "instanceId"))]).toEqual([
      "snapshotGroupId",
      "instanceId",
      "whenRunning",
    ]);
  });
});

describe("restoreTo", () => {
  test.each(subjects)("$service, no such snapshot: the running host is told with it", async ({ target }) => {
    const found = await named({ ...target, restoreTo: longAgo }, ...Object.keys(target));
    expect(found).toEqual(["restoreTo", "whenRunning"]);
  });

  test.each(subjects)("$service, of a disk that is none: is told on what names the disk", async (subject) => {
    const none = subject.service === "ecd" ? { desktopId: "ecd-none" } : { diskId: "d-none" };
    const target = { ...subject.target, ...none };
    expect(await named({ ...target, restoreTo: longAgo }, ...Object.keys(target))).toEqual(Object.keys(none));
  });
});

describe("a desktop that has no such disk", () => {
  const target = { service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "data" };

  test("is told on sourceDiskType; a desktop that is none on desktopId", async () => {
    const snapshotId = await completeSnapshot(cloud, {}, "d-simecd02");
    await cloud.control.patch("disks", "d-simecd02", { instanceIds: [] });
    const names = ["desktopId", "sourceDiskType"];
    expect(await named({ ...target, snapshotId }, ...names)).toContain("sourceDiskType");
    expect(await named({ ...target, restoreTo: longAgo }, ...names)).toContain("sourceDiskType");
    const none = { ...target, desktopId: "ecd-none" };
    expect(await named({ ...none, snapshotId }, ...names)).toContain("desktopId");
  });
});
