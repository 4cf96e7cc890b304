import { durationMs } from "../../lifecycle/duration";
import { diskKey } from "../../lifecycle/facts";
import { aimOf } from "./aim";
import { nameText } from "./marks";
import { eventOn, progressOf, type Attempt } from "./attempt";
import { sentNothing } from "./events";
import type { DesiredRollback } from "./desired";
import { lossBegins, nameOfPoint, type Observed } from "./observed";
import { owedHost } from "./owedHost";
import {
  diskNameOf,
  referenceOf,
  type DiskResult,
  type PendingHost,
  type PendingRollback,
  type SafetySnapshots,
} from "./state";
import { standingOf } from "./standing";
import { startedSince } from "./writtenSince";
import { doubtsOf, runningHosts, type Run } from "./run";

interface Beginning {
  readonly attempt: string;
  readonly now: string;
  /** What the state keeps of the run before. */
  readonly pending: PendingRollback | undefined;
}

/** A run as it begins, from its first look. */
export function beginRun(
  desired: DesiredRollback,
  observed: Observed,
  { attempt, now, pending }: Beginning,
): Run {
  const known = pending?.key === desired.key ? pending : undefined;
  const standings = observed.points.map((point) => standingOf(desired, observed, point, undefined));
  const disks = observed.points.map((point, index): DiskResult => ({
    ...diskNameOf(point.reference),
    snapshotId: point.snapshotId,
    status: statusOf[standings[index] ?? "open"],
  }));
  const earlier = doubtsOf(desired, observed).filter(() =>
    disks.some(({ status }) => status !== "untouched"),
  );
  return {
    pending: {
      key: desired.key,
      attempt,
      sequence: 0,
      phase: "preflight",
      startedAt: now,
      submittedAt: earlier[0]?.at,
      aim: observed.points.map(({ snapshotId }) => aimOf(snapshotId))[0],
      lossBegins: lossBegins(observed),
      disks,
      safety: savedEarlier(desired, observed, disks) ?? (earlier.length ? known?.safety : undefined),
      snapshotGroupId: desired.target.kind === "group" ? desired.target.snapshotGroupId : undefined,
      hosts: [
        ...observed.hosts.map((host) => foundHost(desired, observed, host, known)),
        ...observed.otherHosts
          .map((host) => ({ ...foundHost(desired, observed, host, known), elsewhere: true }))
          .filter(({ stoppedAt }) => stoppedAt !== undefined),
      ],
      requestIds: [],
      phases: [{ phase: "preflight", startedAt: now }],
    },
    began: observed.now,
    begun: false,
    noted: undefined,
    unnoted: false,
    warned: false,
    written: false,
    looked: true,
    lookedAt: observed.since,
    seen: Object.fromEntries(
      observed.attempts.map((one) => [
        nameText(one),
        {
          progress: progressOf(one),
          since: mayStillCome(one, observed.now)
            ? observed.now
            : Math.min(observed.now, Date.parse(one.writtenAt)),
          fromStart: true,
        },
      ]),
    ),
    notedAt: undefined,
    yieldedAt: undefined,
    met: [],
    saved: false,
    savedAt: undefined,
    ranWhenSaved: [],
    held: false,
    foundRunning: runningHosts(observed),
    startedAt: Object.fromEntries(observed.hosts.map(({ hostId, startedAt }) => [hostId, startedAt])),
    movedAt: Object.fromEntries(observed.points.map((point) => [nameOfPoint(point), point.disk?.movedAt])),
    sent: false,
    watched: false,
    released: false,
    failure: undefined,
  };
}

/** Of one that only its safety snapshot tells of nobody can see that it lives: this run watches it for a lease of its own. */
const mayStillCome = ({ silent, inState, writtenAt }: Attempt, now: number): boolean =>
  silent && !inState && now - Date.parse(writtenAt) < durationMs("24h");

/** The way back of disks that earlier attempts have sent. */
function savedEarlier(
  { key }: DesiredRollback,
  { attempts }: Observed,
  disks: readonly DiskResult[],
): SafetySnapshots | undefined {
  const settled = disks
    .filter(({ status }) => status !== "untouched")
    .map((disk) => diskKey(referenceOf(disk)));
  const saved = settled.flatMap((name) => {
    const by = attempts.findLast(
      (one) =>
        one.key === key && !sentNothing(eventOn(one, name)) && one.safety.some(({ disk }) => disk === name),
    );
    return by?.safety.filter(({ disk, status }) => disk === name && status === "accomplished") ?? [];
  });
  const all = attempts.filter((one) => one.key === key).flatMap(({ safety }) => safety);
  const groups = new Set(saved.map(({ snapshotGroupId }) => snapshotGroupId));
  const [snapshotGroupId] = groups.size === 1 ? groups : [];
  // The group as a whole, also of the disks that were refused then, is the way back of all.
  const members =
    snapshotGroupId === undefined ? saved : all.filter((one) => one.snapshotGroupId === snapshotGroupId);
  const snapshots = disks.flatMap((disk) => {
    const found = members.find((one) => one.disk === diskKey(referenceOf(disk)));
    return found ? [{ ...diskNameOf(referenceOf(disk)), snapshotId: found.snapshotId }] : [];
  });
  return snapshots.length
    ? { ...(snapshotGroupId === undefined ? {} : { snapshotGroupId }), snapshots }
    : undefined;
}

/** Of what an earlier attempt may have sent this one knows nothing: that attempt stays on record beside it. */
const statusOf = {
  open: "untouched",
  unknown: "untouched",
  sent: "unknown",
  accepted: "submitted",
  restored: "restored",
} as const;

/** A host that an earlier attempt has stopped is found stopped, though it ran before. */
function foundHost(
  { key }: DesiredRollback,
  { attempts }: Observed,
  host: Observed["hosts"][number],
  known: PendingRollback | undefined,
): PendingHost {
  const { hostId, state, startedAt } = host;
  const owed = owedHost(host, attempts, key);
  const isOwed = state !== "running" && owed?.certain === true;
  // A run that has tried to start it in vain has begun later than the outage: the state tells of that.
  const since = known?.hosts.find((one) => one.hostId === hostId && one.wasRunning)?.stoppedAt;
  const isOneOutage = since !== undefined && startedSince(host, { at: since }) === false;
  const stoppedAt = isOwed ? (isOneOutage ? since : owed.by.at) : undefined;
  return { hostId, wasRunning: state !== "stopped" || stoppedAt !== undefined, stoppedAt, startedAt };
}
