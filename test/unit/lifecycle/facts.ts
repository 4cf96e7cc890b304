import type { DiskFacts, HostFacts, SnapshotFacts } from "../../../provider/lifecycle/facts";

/** Ordinary things, with what a test says of them: a data disk on a stopped host and a complete snapshot of it. */
export const someDisk = (facts: Partial<DiskFacts> = {}): DiskFacts => ({
  disk: { diskId: "d-1" },
  type: "data",
  category: "cloud_essd",
  sizeGiB: 100,
  state: "ready",
  statusWord: "In_use",
  encrypted: false,
  multiAttach: false,
  locks: [],
  hostIds: ["i-1"],
  ...facts,
});

export const someSnapshot = (facts: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
  snapshotId: "s-1",
  snapshotName: "before-upgrade",
  description: "",
  status: "accomplished",
  progress: 100,
  remainingMs: 0,
  available: true,
  sourceDisk: { diskId: "d-1" },
  sourceDiskType: "data",
  sizeGiB: 100,
  encrypted: false,
  creationTime: "2026-11-20T12:00:00Z",
  retentionDays: undefined,
  resourceGroupId: undefined,
  tags: {},
  ...facts,
});

export const someHost = (facts: Partial<HostFacts> = {}): HostFacts => ({
  hostId: "i-1",
  state: "stopped",
  statusWord: "Stopped",
  locks: [],
  ...facts,
});
