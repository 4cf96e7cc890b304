import { describe, expect, test } from "vitest";
import { changes, diskId, failureOf, world } from "./fixture";

const cloud = world();

/** A snapshot of somebody else that is complete ten seconds from now. */
async function inTheMaking(snapshotId = "s-theirs"): Promise<string> {
  const finishesAt = new Date(cloud.clock.now() + 10_000).toISOString();
  await cloud.control.add("snapshots", { snapshotId, sourceDiskId: diskId, finishesAt });
  return snapshotId;
}

describe("tracking a snapshot that is still being taken", () => {
  test("is waited for, and the second up changes nothing", async () => {
    const existingSnapshotId = await inTheMaking();
    const point = cloud.snapshot();
    await point.up({ existingSnapshotId });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", snapshotId: existingSnapshotId });
    expect(await point.up({ existingSnapshotId })).toBe("same");
    expect(await changes(cloud)).toEqual([]);
  });

  test("waitFor submitted: is not waited for, and the second up changes nothing", async () => {
    const existingSnapshotId = await inTheMaking();
    const point = cloud.snapshot();
    await point.up({ existingSnapshotId, waitFor: "submitted" });
    expect(point.state?.outputs).toMatchObject({ status: "progressing" });
    expect(await point.up({ existingSnapshotId, waitFor: "submitted" })).toBe("same");
  });

  test("waited for from now on: the update waits", async () => {
    const existingSnapshotId = await inTheMaking();
    const point = cloud.snapshot();
    await point.up({ existingSnapshotId, waitFor: "submitted" });
    expect(await point.up({ existingSnapshotId })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ status: "accomplished" });
  });

  test("not complete in time: is an error, nothing is on record, and the next up goes on", async () => {
    const existingSnapshotId = await inTheMaking();
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ existingSnapshotId, timeouts: { create: "2s" } }));
    expect(error.message).toMatch(
      /^Nothing was changed; the next `pulumi up` goes on waiting.*Waited 2 s for snapshot s-theirs/s,
    );
    expect(point.state).toBeUndefined();
    await point.up({ existingSnapshotId });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished" });
  });
});
