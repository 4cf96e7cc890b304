import { describe, expect, test } from "vitest";
import type { DiskFacts, SnapshotFacts, SnapshotGroupFacts } from "../../../provider/lifecycle/facts";
import { listedPoints, type PointsSeen } from "../../../provider/lifecycle/listedPoints";

const snapshot = (snapshotId: string, more: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
  snapshotId,
  snapshotName: `name of ${snapshotId}`,
  description: "",
  status: "accomplished",
  progress: 100,
  remainingMs: undefined,
  available: true,
  sourceDisk: { diskId: "d-1" },
  sourceDiskType: "data",
  sizeGiB: 40,
  encrypted: false,
  creationTime: "2026-11-20T10:00:00Z",
  retentionDays: undefined,
  resourceGroupId: undefined,
  tags: {},
  rollbackTime: undefined,
  diskState: undefined,
  ...more,
});
const group = (disks: number, more: Partial<SnapshotGroupFacts> = {}): SnapshotGroupFacts => ({
  snapshotGroupId: "ssg-1",
  name: "group",
  description: "",
  status: "accomplished",
  creationTime: "2026-11-20T11:00:00Z",
  instanceId: "i-1",
  tags: {},
  members: Array.from({ length: disks }, (_, index) => ({
    snapshotId: `s-g${index}`,
    disk: { diskId: "d-1" },
    progress: 100,
    available: true,
  })),
  ...more,
});
const disk = (more: Partial<DiskFacts> = {}): DiskFacts => ({
  disk: { diskId: "d-1" },
  type: "data",
  category: "cloud_essd",
  sizeGiB: 40,
  state: "ready",
  statusWord: "In_use",
  encrypted: false,
  multiAttach: false,
  locks: [],
  hostIds: ["i-1"],
  ...more,
});
const seen = (more: Partial<PointsSeen>): PointsSeen => ({
  snapshots: [],
  groups: [],
  disks: new Map([["d-1", disk()]]),
  words: {
    properties: { disk: "diskId", snapshot: "snapshotId" },
    ...{ where: "ecs, cn-hangzhou", hostWord: "instance" },
  },
  rollbackOf: () => undefined,
  targetOf: () => undefined,
  ...more,
});
const idsOf = (points: ReturnType<typeof listedPoints>) =>
  points.map(({ snapshotId, snapshotGroupId }) => snapshotId ?? snapshotGroupId);

describe("listedPoints", () => {
  const times = {
    snapshots: [
      snapshot("s-old", { creationTime: "2026-11-20T09:00:00Z" }),
      // Of another notation: moments are compared, not texts.
      snapshot("s-new", { creationTime: "2026-11-20T12:00Z" }),
    ],
    groups: [group(2)],
  };

  test("order: the newest first, snapshots and groups together", () => {
    expect(idsOf(listedPoints(seen(times), {}))).toEqual(["s-new", "ssg-1", "s-old"]);
  });

  test("moments: after is inclusive, before is not", () => {
    const wanted = { after: "2026-11-20T09:00:00Z", before: "2026-11-20T12:00:00Z" };
    expect(idsOf(listedPoints(seen(times), wanted))).toEqual(["ssg-1", "s-old"]);
  });

  test("name: by its beginning", () => {
    expect(idsOf(listedPoints(seen(times), { namePrefix: "name of s-o" }))).toEqual(["s-old"]);
  });

  test("kinds: manual, automatic, safety with the rollback that it undoes, group", () => {
    const points = listedPoints(
      seen({
        snapshots: [
          snapshot("s-1"),
          snapshot("s-2", { automatic: true }),
          snapshot("s-3", { automatic: false }),
        ],
        groups: [group(1)],
        rollbackOf: (point) => ("snapshotId" in point && point.snapshotId === "s-3" ? "rk-1" : undefined),
        targetOf: (key) => `target of ${key}`,
      }),
      {},
    );
    expect(Object.fromEntries(points.map((point, index) => [idsOf(points)[index], point.kind]))).toEqual({
      "s-1": "manual",
      "s-2": "automatic",
      "s-3": "safety",
      "ssg-1": "group",
    });
    expect(points.map(({ undoes }) => undoes).filter(Boolean)).toEqual([
      { rollbackKey: "rk-1", snapshotId: "target of rk-1" },
    ]);
  });

  test.each<[string, Partial<PointsSeen>, string | undefined]>([
    ["complete", { snapshots: [snapshot("s-1")] }, undefined],
    ["in the making", { snapshots: [snapshot("s-1", { status: "progressing" })] }, "is not complete yet"],
    ["failed", { snapshots: [snapshot("s-1", { status: "failed" })] }, "has failed"],
    [
      "in the place of a lost one",
      { snapshots: [snapshot("s-1", { tags: { "pulumi-alicloud-restore:in-place-of": "s-0" } })] },
      "in the place of s-0, which was lost",
    ],
    ["of a disk that is gone", { snapshots: [snapshot("s-1")], disks: new Map() }, "no disk d-1 any more"],
    [
      "of a multi-attach disk",
      { snapshots: [snapshot("s-1")], disks: new Map([["d-1", disk({ multiAttach: true })]]) },
      "multi-attach",
    ],
    [
      "of a disk that was encrypted since",
      { snapshots: [snapshot("s-1")], disks: new Map([["d-1", disk({ encrypted: true })]]) },
      "is not encrypted and disk d-1 is encrypted",
    ],
    [
      "of a disk that is at work now",
      { snapshots: [snapshot("s-1")], disks: new Map([["d-1", disk({ state: "restoring" })]]) },
      undefined,
    ],
    ["too old", { snapshots: [snapshot("s-1", { creationTime: "2013-07-14T23:00:00Z" })] }, "2013-07-15"],
    ["a group in the making", { groups: [group(1, { status: "progressing" })] }, "is not complete yet"],
    [
      "a group of a locked disk",
      { groups: [group(1)], disks: new Map([["d-1", disk({ locks: ["security"] })]]) },
      "cannot be used now: security",
    ],
    ["a group of ten", { groups: [group(10)] }, undefined],
    ["a group of eleven", { groups: [group(11)] }, "at most 10"],
    ["a group with a disk that is gone", { groups: [group(1)], disks: new Map() }, "no disk d-1 any more"],
  ])("usable: %s", (_, facts, obstacle) => {
    const [point] = listedPoints(seen(facts), {});
    expect(point?.usable).toBe(obstacle === undefined);
    if (obstacle === undefined) expect(point).not.toHaveProperty("obstacle");
    else expect(point?.obstacle).toContain(obstacle);
  });
});
