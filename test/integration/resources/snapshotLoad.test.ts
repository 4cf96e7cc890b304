import { describe, expect, test } from "vitest";
import { callCounts, world } from "./fixture";
import { newSession } from "./stack";

const cloud = world();

/** So many disks of their own, each with a snapshot resource; all come up in one process, as `pulumi up` does it. */
async function together(count: number) {
  const points = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await cloud.control.add("disks", { diskId: `d-load${index}` });
      return { diskId: `d-load${index}`, point: cloud.snapshot(`load${index}`) };
    }),
  );
  const session = newSession(cloud.surroundings());
  const begun = cloud.clock.now();
  cloud.clock.standsUntil = async () => (await callCounts(cloud))["CreateSnapshot"] === count;
  await Promise.all(points.map(({ point, diskId }) => point.up({ diskId }, { session })));
  session.cloud.close();
  return { points: points.map(({ point }) => point), tookMs: cloud.clock.now() - begun };
}

describe("many snapshots at once", () => {
  test("twenty: cost at most three calls each, and hardly longer than one", async () => {
    const { points, tookMs } = await together(20);
    expect(new Set(points.map(({ state }) => state?.outputs["snapshotId"])).size).toBe(20);
    expect(points.every(({ state }) => state?.outputs["status"] === "accomplished")).toBe(true);
    const counts = await callCounts(cloud);
    expect(counts["CreateSnapshot"]).toBe(20);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(60);
    expect(tookMs).toBeLessThanOrEqual(13_000);
  });

  test("more than one describe call takes: are split, and none is forgotten", async () => {
    const { points } = await together(130);
    expect(points.every(({ state }) => state?.outputs["status"] === "accomplished")).toBe(true);
    const reads = (await cloud.control.calls()).filter(
      ({ action, parameters }) => action === "DescribeSnapshots" && parameters["SnapshotIds"] !== undefined,
    );
    const asked = reads.map(
      ({ parameters }) => (JSON.parse(parameters["SnapshotIds"] ?? "[]") as string[]).length,
    );
    expect(Math.max(...asked)).toBe(100);
    expect(reads.length).toBeLessThanOrEqual(24);
  });

  test("one of them fails: the others come up", async () => {
    await cloud.control.add("disks", { diskId: "d-bad", snapshotFate: "fails" });
    await cloud.control.add("disks", { diskId: "d-good" });
    const session = newSession(cloud.surroundings());
    const bad = cloud.snapshot("bad");
    const good = cloud.snapshot("good");
    const outcomes = await Promise.allSettled([
      bad.up({ diskId: "d-bad" }, { session }),
      good.up({ diskId: "d-good" }, { session }),
    ]);
    session.cloud.close();
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(good.state?.outputs["status"]).toBe("accomplished");
  });
});
