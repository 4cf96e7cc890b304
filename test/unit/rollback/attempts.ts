import type { Attempt } from "../../../provider/rollback/model/attempt";
import type { DesiredRollback } from "../../../provider/rollback/model/desired";
import type { AttemptEvent } from "../../../provider/rollback/model/events";
import type { Observed } from "../../../provider/rollback/model/observed";
import { beginRun } from "../../../provider/rollback/model/beginRun";
import { type Run } from "../../../provider/rollback/model/run";
import { services } from "../../../provider/services";
import { someObserved, somePolicy } from "../lifecycle/facts";

export const ownKey = `rk-${"a".repeat(24)}`;
export const otherKey = `rk-${"b".repeat(24)}`;

/** Ordinary things of a rollback of the disk d-1 to the snapshot s-1, with what a test says of them. */
export const someDesired = (desired: Partial<DesiredRollback> = {}): DesiredRollback => ({
  service: services.ecs,
  regionId: "cn-hangzhou",
  target: { kind: "points", points: [{ disk: { diskId: "d-1" }, snapshotId: "s-1" }] },
  key: ownKey,
  policy: somePolicy(),
  words: {
    properties: { disk: "diskId", snapshot: "snapshotId" },
    where: "ecs, cn-hangzhou",
    hostWord: "instance",
  },
  what: "d-1 to s-1",
  ...desired,
});

/** An attempt of the same rollback, an hour before `someObserved`, that has come as far as `event`. */
export const someAttempt = (event: AttemptEvent, attempt: Partial<Attempt> = {}): Attempt => ({
  key: ownKey,
  attempt: "mmmmmm",
  at: "2026-11-20T17:40:00.000Z",
  writtenAt: "2026-11-20T17:40:10.000Z",
  sequence: 2,
  disks: [{ disk: "d-1", snapshotId: "s-1", event, sequence: 2 }],
  hosts: [],
  safety: [],
  silent: false,
  inState: false,
  ...attempt,
});

/** One of which only its safety snapshot tells. */
export const silentAttempt = (creationTime: string, attempt: Partial<Attempt> = {}): Attempt =>
  someAttempt("sending", {
    disks: [],
    silent: true,
    sequence: 0,
    safety: [{ disk: "d-1", snapshotId: "s-theirs", status: "accomplished", creationTime }],
    ...attempt,
  });

/** A run as it begins with what was observed, and what it has come to since. */
export const someRun = (
  desired: DesiredRollback = someDesired(),
  observed: Observed = someObserved(),
  run: Partial<Run> = {},
): Run => ({
  ...beginRun(desired, observed, {
    attempt: "kkkkkk",
    now: new Date(observed.now).toISOString(),
    pending: undefined,
  }),
  ...run,
});
