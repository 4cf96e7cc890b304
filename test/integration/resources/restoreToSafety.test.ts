import { describe, expect, test } from "vitest";
import { world } from "./fixture";
import { seenOf, subjects } from "./subjects";

const cloud = world();
const text = (value: unknown) => String(value);
const moment = () => new Date(cloud.clock.now()).toISOString();

describe.each(subjects)("restoreTo on $service, after a rollback", (subject) => {
  const { target, diskId, hostId } = subject;
  const power = (status: string) => cloud.control.patch("instances", hostId, { status });
  /** As if somebody started the machine, let it write, and stopped it again. */
  const write = async (content: string) => {
    await power("Running");
    await cloud.clock.advance(120_000);
    await cloud.control.writeContent(diskId, content);
    await power("Stopped");
    await cloud.clock.advance(120_000);
  };

  /** The disk was put back to its point, and its present of then, "damaged", is in a safety snapshot. */
  async function rolledBack() {
    const point = cloud.snapshot("before-release");
    await cloud.control.writeContent(diskId, "good");
    await point.up(target);
    await cloud.clock.advance(3_600_000);
    await write("damaged");
    const lever = cloud.rollback("data");
    const snapshotId = text(point.state?.outputs["snapshotId"]);
    await lever.up({ ...target, snapshotId });
    await cloud.clock.advance(600_000);
    return { lever, snapshotId };
  }

  test.each([
    ["of any name", {}],
    ["whose name begins as a safety snapshot's", { namePrefix: "before-" }],
  ])("a snapshot %s: is the one that was taken as a restore point", async (_case, more) => {
    const { lever, snapshotId } = await rolledBack();
    const restoreTo = { before: moment(), ...more };
    await write("a second mistake");
    const { words } = await lever.preview({ ...target, restoreTo });
    expect(words).toContain(`to snapshot ${snapshotId}`);
    await lever.up({ ...target, restoreTo });
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "good", resets: 2 });
  });

  test("the same moment again, by new triggers: is not the safety snapshot of the time before", async () => {
    const { lever } = await rolledBack();
    const restoreTo = { before: "2099-01-01T00:00:00Z" };
    await lever.up({ ...target, restoreTo });
    await write("later");
    // A server has room for three snapshots.
    await lever.up({ ...target, restoreTo, triggers: [2], safetySnapshot: false });
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "good", resets: 3 });
  });

  test("the safety snapshot: is gone back to by its id", async () => {
    const { lever } = await rolledBack();
    await lever.up({ ...target, snapshotId: text(lever.state?.outputs["undoSnapshotId"]) });
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "damaged", resets: 2 });
  });
});

describe("restoreTo of one disk, after a rollback of several", () => {
  const disks = ["d-sim0003", "d-sim0004"];
  const instanceId = "i-sim0002";

  test("a member of their safety group: is passed over; what they went back to is not", async () => {
    const point = cloud.snapshot();
    for (const id of disks) await cloud.control.writeContent(id, "good");
    await point.up({ diskIds: disks });
    await cloud.clock.advance(3_600_000);
    for (const id of disks) await cloud.control.writeContent(id, "damaged");
    await cloud.control.patch("instances", instanceId, { status: "Stopped" });
    const several = cloud.rollback("several");
    await several.up({ disks: point.state?.outputs["snapshots"] });
    expect(several.state?.outputs["undoSnapshotGroupId"]).toMatch(/^ssg-/);
    await cloud.clock.advance(600_000);
    const lever = cloud.rollback("one");
    await lever.up({ diskId: disks[0], restoreTo: { before: moment() } });
    expect(await cloud.control.disk(disks[0]!)).toMatchObject({ content: "good", resets: 2 });
  });
});
