import { describe, expect, test } from "vitest";
import { callCounts, changes, completeSnapshot, world } from "./fixture";
import { newSession } from "./stack";

const cloud = world();
const disks = ["d-sim0003", "d-sim0004", "d-sim0005", "d-sim0006"];

describe("the plans of several rollbacks that are previewed at once", () => {
  const preview = async (diskIds: readonly string[]) => {
    const declared: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of diskIds)
      declared.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
    await cloud.control.clearCalls();
    const session = newSession(cloud.surroundings());
    try {
      const plans = await Promise.all(
        declared.map((inputs) =>
          cloud.rollback(`lever-${inputs.diskId}`).preview({ ...inputs, whenRunning: "stop" }, { session }),
        ),
      );
      expect(plans.map(({ words }) => /will roll back (\S+)/.exec(words)?.[1])).toEqual(diskIds);
    } finally {
      session.cloud.close();
    }
    expect(await changes(cloud)).toEqual([]);
    return callCounts(cloud);
  };

  test("reads: disks, hosts and the snapshots to go back to are asked for together, whatever their number", async () => {
    const alone = await preview(disks.slice(0, 1));
    const together = await preview(disks);
    expect(together["DescribeInstances"]).toBe(alone["DescribeInstances"]);
    expect(together["DescribeDisks"]).toBe(alone["DescribeDisks"]);
    // Each disk has a list of its own, in which stands what it goes back to; those of the host are listed once.
    expect(alone["DescribeSnapshots"]).toBe(1 + 1);
    expect(together["DescribeSnapshots"]).toBe(disks.length + 1);
  });
});
