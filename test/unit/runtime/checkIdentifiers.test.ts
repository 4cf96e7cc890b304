import { describe, expect, test } from "vitest";
import { diskRollback } from "../../../provider/rollback";
import { diskSnapshot } from "../../../provider/runtime/diskSnapshot";
import { checkOffline } from "./offline";

const disks = (snapshotId: string) => ({
  disks: [
    { diskId: "d-bp1", snapshotId },
    { diskId: "d-bp2", snapshotId: "s-bp2" },
  ],
});
const nothing =
  /there is nothing to undo yet\. Take the property out \(or unset the configuration that it comes from\) to disarm/;

describe("a rollback to nothing, as a program makes of an undo id that is not there yet", () => {
  test.each([
    ["snapshotId", { diskId: "d-bp1", snapshotId: "none" }, /^"none" is no snapshot id/],
    ["snapshotId", { diskId: "d-bp1", snapshotId: "" }, /^"" is no snapshot id/],
    ["snapshotId", { service: "swas", diskId: "d-bp1", snapshotId: "none" }, /^"none" is no snapshot id/],
    ["disks", disks("none"), /"none" is no snapshot id/],
    ["snapshotGroupId", { instanceId: "i-bp1", snapshotGroupId: "none" }, /^"none" is no snapshot group id/],
  ])("%s of %j: says what that means and how to disarm", async (property, inputs, what) => {
    const { failures } = await checkOffline(diskRollback, inputs);
    expect(failures).toEqual([{ property, reason: expect.stringMatching(what) as string }]);
    expect(failures[0]?.reason).toMatch(nothing);
  });

  test("an id of another kind: is told as such", async () => {
    const { failures } = await checkOffline(diskRollback, { diskId: "d-bp1", snapshotId: "d-bp1" });
    expect(failures[0]?.reason).toMatch(/^must be a snapshot id, such as "s-bp1…" \(page ECS ResetDisk\)$/);
  });
});

describe("the page that an id's rule is from", () => {
  test.each([
    ["a DiskSnapshot's disk", diskSnapshot, { diskId: "vol-1" }, "ECS CreateSnapshot"],
    ["of a server", diskSnapshot, { service: "swas", diskId: "vol-1" }, "SWAS CreateSnapshot"],
    ["of a group", diskSnapshot, { diskIds: ["vol-1"] }, "ECS CreateSnapshotGroup"],
    [
      "a tracked snapshot",
      diskSnapshot,
      { diskId: "d-bp1", existingSnapshotId: "none" },
      "ECS DescribeSnapshots",
    ],
    ["a DiskRollback's disk", diskRollback, { diskId: "vol-1" }, "ECS ResetDisk"],
    ["of a server", diskRollback, { service: "swas", diskId: "vol-1" }, "SWAS ResetDisk"],
    ["of several", diskRollback, { disks: [{ diskId: "vol-1" }] }, "ECS ResetDisks"],
  ])("%s (%#): is that of the call", async (_what, lifecycle, inputs, page) => {
    const { failures } = await checkOffline(lifecycle, inputs);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toContain(`(page ${page})`);
  });
});
