import type {
  DiskFacts,
  HostFacts,
  SnapshotFacts,
  SnapshotGroupFacts,
} from "../../../provider/lifecycle/facts";
import type { RollbackPolicy } from "../../../provider/lifecycle/inputs/diskRollback";
import type { Observed, ObservedPoint } from "../../../provider/rollback/model/observed";

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
  rollbackTime: undefined,
  diskState: undefined,
  ...facts,
});

export const someHost = (facts: Partial<HostFacts> = {}): HostFacts => ({
  hostId: "i-1",
  state: "stopped",
  statusWord: "Stopped",
  startedAt: "2026-11-20T09:00:00Z",
  locks: [],
  ...facts,
});

export const someGroup = (facts: Partial<SnapshotGroupFacts> = {}): SnapshotGroupFacts => ({
  snapshotGroupId: "ssg-1",
  name: "before-upgrade",
  description: "",
  status: "accomplished",
  creationTime: "2026-11-20T12:00:00Z",
  instanceId: "i-1",
  tags: {},
  members: ["1", "2"].map((number) => ({
    snapshotId: `s-${number}`,
    disk: { diskId: `d-${number}` },
    progress: 100,
    available: true,
  })),
  ...facts,
});

export const somePolicy = (policy: Partial<RollbackPolicy> = {}): RollbackPolicy => ({
  whenRunning: "fail",
  startAfter: "asBefore",
  forceStop: false,
  excludeDiskIds: [],
  safetySnapshot: { retentionDays: 14, when: "afterStop" },
  maxDataLoss: undefined,
  notAfter: undefined,
  requireNewest: false,
  expectLast: undefined,
  onCreate: "rollback",
  onRepeat: "refuse",
  onInterrupted: "ask",
  timeouts: { stop: "10m", snapshot: "60m", rollback: "60m", start: "10m" },
  ...policy,
});

export const somePoint = (point: Partial<ObservedPoint> = {}): ObservedPoint => ({
  reference: { diskId: "d-1" },
  snapshotId: "s-1",
  disk: someDisk(),
  snapshot: someSnapshot(),
  siblings: [someSnapshot()],
  own: [],
  restoring: false,
  ...point,
});

export const someObserved = (observed: Partial<Observed> = {}): Observed => ({
  since: Date.parse("2026-11-20T18:40:00Z"),
  now: Date.parse("2026-11-20T18:40:00Z"),
  points: [somePoint()],
  unaimed: [],
  hosts: [someHost()],
  unseenHosts: [],
  unfinishedOnHosts: [],
  lastApplied: undefined,
  killSwitch: undefined,
  dryRun: undefined,
  otherHosts: [],
  found: [],
  noRoom: [],
  denied: [],
  onlyLooks: false,
  attempts: [],
  ownLines: {},
  usedKeys: [],
  conflict: undefined,
  ...observed,
});
