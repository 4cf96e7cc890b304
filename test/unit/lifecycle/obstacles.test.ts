import { describe, expect, test } from "vitest";
import type { RollbackPolicy } from "../../../provider/lifecycle/inputs/diskRollback";
import { obstacles, type Words } from "../../../provider/lifecycle/obstacles";
import {
  lossBegins,
  newerThan,
  type ObservedPoint,
  type Observed,
} from "../../../provider/rollback/model/observed";
import { someDisk, someHost, somePoint, somePolicy, someObserved, someSnapshot } from "./facts";

const now = Date.parse("2026-11-20T18:40:00Z");
const clear = someObserved({ now });
const words: Words = {
  properties: { disk: "diskId", snapshot: "snapshotId" },
  where: "ecs, cn-hangzhou",
  hostWord: "instance",
};

/** The obstacles of one disk: what is said of its point, and of all the rest. */
function found(seen: Partial<Observed & ObservedPoint>, policy: Partial<RollbackPolicy> = {}) {
  const sight = { ...clear, points: [somePoint(seen)], ...seen };
  return obstacles(somePolicy(policy), sight, words);
}

describe("obstacles", () => {
  test("nothing in the way: none", () => {
    expect(found({})).toEqual([]);
  });

  const newer = someSnapshot({ snapshotId: "s-2", creationTime: "2026-11-20T15:00:00Z" });
  test.each<[string, Partial<Observed & ObservedPoint>, Partial<RollbackPolicy>, string, RegExp]>([
    [
      "kill switch",
      { killSwitch: "THE_SWITCH" },
      {},
      "rollbacks-switched-off on snapshotId",
      /switched off by THE_SWITCH/,
    ],
    [
      "no such disk",
      { disk: undefined },
      {},
      "disk-not-found on diskId",
      /no disk d-1 .*cn-hangzhou.*correct the id/,
    ],
    [
      "disk being restored",
      { disk: someDisk({ state: "restoring", statusWord: "ReIniting" }) },
      {},
      "disk-restoring on diskId",
      /ReIniting.*wait/,
    ],
    [
      "disk in another change",
      { disk: someDisk({ state: "busy", statusWord: "Detaching" }) },
      {},
      "disk-busy on diskId",
      /Detaching/,
    ],
    [
      "multi-attach disk",
      { disk: someDisk({ multiAttach: true }) },
      {},
      "disk-multi-attach on diskId",
      /multi-attach/,
    ],
    [
      "local disk",
      { disk: someDisk({ category: "local_ssd_pro" }) },
      {},
      "disk-category-unsupported on diskId",
      /local_ssd_pro/,
    ],
    [
      "ephemeral disk",
      { disk: someDisk({ category: "elastic_ephemeral_disk_premium" }) },
      {},
      "disk-category-unsupported on diskId",
      /ephemeral/,
    ],
    [
      "locked disk",
      { disk: someDisk({ locks: ["security"] }) },
      {},
      "disk-locked on diskId",
      /cannot be used now: security/,
    ],
    [
      "unfinished snapshot",
      { siblings: [someSnapshot({ snapshotId: "s-3", status: "progressing", progress: 12 })] },
      {},
      "snapshot-in-progress on diskId",
      /s-3.*still being taken \(12 %\)/,
    ],
    [
      "no such snapshot",
      { snapshot: undefined },
      {},
      "snapshot-not-found on snapshotId",
      /no snapshot s-1 .*retention/,
    ],
    [
      "another disk's snapshot",
      { snapshot: someSnapshot({ sourceDisk: { diskId: "d-2" } }) },
      {},
      "snapshot-of-another-disk on snapshotId",
      /of disk d-2, not of d-1/,
    ],
    [
      "incomplete snapshot",
      {
        snapshot: someSnapshot({ status: "progressing", progress: 40 }),
        siblings: [someSnapshot({ status: "progressing", progress: 40 })],
      },
      {},
      "snapshot-incomplete on snapshotId",
      /not complete yet \(40 %\)/,
    ],
    [
      "failed snapshot",
      { snapshot: someSnapshot({ status: "failed" }) },
      {},
      "snapshot-failed on snapshotId",
      /has failed/,
    ],
    [
      "encrypted snapshot on a plain disk",
      { snapshot: someSnapshot({ encrypted: true }) },
      {},
      "encryption-mismatch on snapshotId",
      /s-1 is encrypted and disk d-1 is not encrypted/,
    ],
    [
      "plain snapshot on an encrypted disk",
      { disk: someDisk({ encrypted: true }) },
      {},
      "encryption-mismatch on snapshotId",
      /s-1 is not encrypted and disk d-1 is encrypted/,
    ],
    [
      "snapshot from before 2013-07-15",
      { snapshot: someSnapshot({ creationTime: "2013-07-14T23:59:59Z" }) },
      {},
      "snapshot-too-old on snapshotId",
      /2013-07-15/,
    ],
    [
      "running host",
      { hosts: [someHost({ state: "running", statusWord: "Running" })] },
      {},
      "host-running on whenRunning",
      /instance i-1 is Running and must be Stopped: stop it first.*KeepCharging/,
    ],
    [
      "host in between",
      { hosts: [someHost({ state: "changing", statusWord: "Stopping" })] },
      {},
      "host-running on whenRunning",
      /Stopping.*wait until it is/,
    ],
    [
      "locked host",
      { hosts: [someHost({ locks: ["financial"] })] },
      {},
      "host-locked on diskId",
      /i-1 is locked or unpaid \(financial\)/,
    ],
    [
      "snapshot older than allowed",
      {},
      { maxDataLoss: "6h" },
      "max-data-loss on maxDataLoss",
      /is 6 h 40 m old: more than the 6h of writes/,
    ],
    [
      "request expired",
      {},
      { notAfter: "2026-11-20T18:39:59Z" },
      "expired on notAfter",
      /expired at 2026-11-20 18:39 UTC/,
    ],
    [
      "newer snapshot",
      { siblings: [newer, someSnapshot()] },
      { requireNewest: true },
      "not-newest on requireNewest",
      /s-2 \(2026-11-20 15:00 UTC\)/,
    ],
    [
      "another applied last",
      { lastApplied: "s-7" },
      { expectLast: "s-8" },
      "unexpected-last on expectLast",
      /is s-7, not s-8/,
    ],
    ["none applied", {}, { expectLast: "s-8" }, "unexpected-last on expectLast", /is none, not s-8/],
    [
      "one applied, none expected",
      { lastApplied: "s-7" },
      { expectLast: "none" },
      "unexpected-last on expectLast",
      /is s-7, not none/,
    ],
    [
      "snapshot of a system disk that was replaced",
      {
        disk: someDisk({ type: "system" }),
        snapshot: someSnapshot({ sourceDisk: { diskId: "d-0" }, sourceDiskType: "system" }),
        sourceGone: true,
      },
      {},
      "system-disk-replaced on snapshotId",
      /s-1 is of system disk d-0, which is gone.*custom image.*new disk/,
    ],
    [
      "snapshot of a system disk that is another one",
      {
        disk: someDisk({ type: "system" }),
        snapshot: someSnapshot({ sourceDisk: { diskId: "d-0" }, sourceDiskType: "system" }),
      },
      {},
      "snapshot-of-another-disk on snapshotId",
      /of disk d-0, not of d-1/,
    ],
    [
      "system disk that is gone, with a snapshot left",
      { disk: undefined, snapshot: someSnapshot({ sourceDiskType: "system" }) },
      {},
      "system-disk-replaced on diskId",
      /no disk d-1 any more.*custom image.*new disk/,
    ],
  ])("%s: one obstacle, on the property that mends it", (_case, sight, inputs, ruled, reason) => {
    const [only, ...others] = found(sight, inputs);
    expect(others).toEqual([]);
    expect(`${only?.rule} on ${only?.property}`).toBe(ruled);
    expect(only?.reason).toMatch(reason);
  });

  test("all at once: nothing is held back for the next attempt", () => {
    const all = found(
      {
        killSwitch: "THE_SWITCH",
        disk: someDisk({ state: "busy", multiAttach: true, locks: ["security"] }),
        snapshot: someSnapshot({ status: "failed", encrypted: true, sourceDisk: { diskId: "d-2" } }),
        hosts: [someHost({ state: "running", statusWord: "Running", locks: ["security"] })],
        siblings: [newer],
        lastApplied: "s-7",
      },
      { maxDataLoss: "1h", notAfter: "2026-11-20T00:00:00Z", requireNewest: true, expectLast: "none" },
    );
    expect(all.map(({ property }) => property)).toEqual([
      "snapshotId",
      "diskId",
      "diskId",
      "diskId",
      "snapshotId",
      "snapshotId",
      "snapshotId",
      "diskId",
      "whenRunning",
      "maxDataLoss",
      "notAfter",
      "requireNewest",
      "expectLast",
    ]);
  });

  test("hosts: of several each is named", () => {
    const hosts = ["i-1", "i-2"].map((hostId) =>
      someHost({ hostId, state: "running", statusWord: "Running" }),
    );
    expect(found({ hosts }).map(({ reason }) => /i-\d/.exec(reason)?.[0])).toEqual(["i-1", "i-2"]);
  });

  test("guards: exactly at their limit they let it pass", () => {
    expect(found({}, { maxDataLoss: "400m", notAfter: "2026-11-20T18:40:00Z", expectLast: "none" })).toEqual(
      [],
    );
    expect(found({ lastApplied: "s-7" }, { expectLast: "s-7" })).toEqual([]);
    expect(found({ siblings: [someSnapshot()] }, { requireNewest: true })).toEqual([]);
  });

  test("own safety snapshot: an earlier attempt's is waited for, and stands in nobody's way", () => {
    const own = someSnapshot({ snapshotId: "s-own", status: "progressing" });
    expect(found({ own: [own] }, { requireNewest: true })).toEqual([]);
  });

  test("unattached disk: needs no host", () => {
    expect(found({ disk: someDisk({ hostIds: [], statusWord: "Available" }), hosts: [] })).toEqual([]);
  });

  test("encryption that a service does not tell: is not compared", () => {
    expect(
      found({ snapshot: someSnapshot({ encrypted: undefined }), disk: someDisk({ encrypted: true }) }),
    ).toEqual([]);
    expect(
      found({ snapshot: someSnapshot({ encrypted: true }), disk: someDisk({ encrypted: undefined }) }),
    ).toEqual([]);
  });
});

describe("obstacles of a running host", () => {
  const running = someHost({ state: "running", statusWord: "Running" });
  const taken = someSnapshot({ snapshotId: "s-7", status: "progressing", sourceDisk: { diskId: "d-9" } });

  test("stop or wait: it is none", () => {
    expect(found({ hosts: [running] }, { whenRunning: "stop" })).toEqual([]);
    expect(found({ hosts: [running] }, { whenRunning: "wait" })).toEqual([]);
    expect(found({ hosts: [someHost({ state: "changing" })] }, { whenRunning: "stop" })).toEqual([]);
  });

  test("stop, while a snapshot of another of its disks is taken: that would make it fail", () => {
    expect(found({ hosts: [running], unfinishedOnHosts: [taken] }, { whenRunning: "stop" })).toEqual([
      {
        rule: "host-snapshot-in-progress",
        property: "whenRunning",
        reason: expect.stringMatching(/s-7 of disk d-9.*instance i-1.*would make it fail/) as string,
      },
    ]);
  });

  test("stop, but locked: the lock is told", () => {
    const locked = { ...running, locks: ["financial"] };
    expect(found({ hosts: [locked] }, { whenRunning: "stop" })).toHaveLength(1);
  });
});

describe("obstacles of several disks", () => {
  test("each disk's are told, on the property that names them", () => {
    const points = [
      somePoint({ disk: undefined }),
      somePoint({ reference: { diskId: "d-2" }, snapshotId: "s-2", snapshot: undefined }),
    ];
    const properties = { disk: "disks", snapshot: "disks" };
    const all = obstacles(somePolicy(), { ...clear, points }, { ...words, properties });
    expect(all).toEqual([
      { rule: "disk-not-found", property: "disks", reason: expect.stringContaining("no disk d-1") as string },
      {
        rule: "snapshot-not-found",
        property: "disks",
        reason: expect.stringContaining("no snapshot s-2") as string,
      },
    ]);
  });

  test("loss: counts from the oldest of the snapshots", () => {
    const younger = somePoint({ snapshot: someSnapshot({ creationTime: "2026-11-20T18:00:00Z" }) });
    const sight = { ...clear, points: [younger, somePoint()] };
    expect(lossBegins(sight)).toBe("2026-11-20T12:00:00Z");
    expect(obstacles(somePolicy({ maxDataLoss: "6h" }), sight, words)).toHaveLength(1);
  });
});

describe("newerThan", () => {
  test("siblings: only complete ones that are younger", () => {
    const siblings = [
      someSnapshot({ snapshotId: "s-4", creationTime: "2026-11-20T16:00:00Z", status: "failed" }),
      someSnapshot({ snapshotId: "s-3", creationTime: "2026-11-20T15:00:00Z", status: "progressing" }),
      someSnapshot({ snapshotId: "s-2", creationTime: "2026-11-20T14:00:00Z" }),
      someSnapshot(),
      someSnapshot({ snapshotId: "s-0", creationTime: "2026-11-20T08:00:00Z" }),
    ];
    expect(newerThan(somePoint({ siblings })).map(({ snapshotId }) => snapshotId)).toEqual(["s-2"]);
    expect(newerThan(somePoint({ siblings, snapshot: undefined }))).toEqual([]);
  });
});
