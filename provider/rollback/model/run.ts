import { diskKey } from "../../lifecycle/facts";
import { nameText } from "./marks";
import { maySend, progressOf, type Attempt } from "./attempt";
import { type AttemptEvent } from "./events";
import type { Line } from "./line";
import type { DesiredRollback } from "./desired";
import { type Observed } from "./observed";
import {
  answered,
  entering,
  referenceOf,
  type DiskResult,
  type PendingHost,
  type PendingRollback,
  type RunPhase,
  type SafetySnapshots,
} from "./state";

/** What a run remembers of itself. Plain data: what it has done, what it has seen, and what the state will keep of it. */
export interface Run {
  /** Its attempt, as the state would keep it if the run ended here. */
  readonly pending: PendingRollback;
  /** When it began, by the cloud's clock; milliseconds. */
  readonly began: number;
  /** It has changed something, or is about to. */
  readonly begun: boolean;
  /** The event of its last line; undefined before the first one. */
  readonly noted: AttemptEvent | undefined;
  /** No line can be written: the permission is missing, or the snapshot has no room for a tag. */
  readonly unnoted: boolean;
  /** That was said. */
  readonly warned: boolean;
  /** A line of this attempt stands in the journal. */
  readonly written: boolean;
  /** Everything was looked at since the last line was written. */
  readonly looked: boolean;
  /** When that look began, by the cloud's clock; milliseconds. */
  readonly lookedAt: number;
  /** Of other attempts: how far each was seen to be, and since when it has stood there; milliseconds. */
  readonly seen: Readonly<Record<string, SeenLine>>;
  /** When its last line was written; ISO 8601. */
  readonly notedAt: string | undefined;
  /** Since when it waits for other attempts; milliseconds. */
  readonly yieldedAt: number | undefined;
  /** Living attempts that it has stepped back for. */
  readonly met: readonly string[];
  /** The present is saved: by this attempt, or by one whose request is sent again. */
  readonly saved: boolean;
  /** When this attempt's own safety snapshot was seen complete; milliseconds. */
  readonly savedAt: number | undefined;
  /** Hosts that ran when the present was saved. */
  readonly ranWhenSaved: readonly string[];
  /** The hosts were looked at, and stopped where they ran. */
  readonly held: boolean;
  /** Hosts that this run has seen running. */
  readonly foundRunning: readonly string[];
  /** When each host was last started, as the present began that is saved: another start since has changed the disk. */
  readonly startedAt: Readonly<Record<string, string | undefined>>;
  /** When each disk was last attached or detached then. */
  readonly movedAt: Readonly<Record<string, string | undefined>>;
  /** A request of this run has left. */
  readonly sent: boolean;
  /** It waits for disks that another attempt has sent. */
  readonly watched: boolean;
  /** The hosts were given back, or are left as they are. */
  readonly released: boolean;
  /** What has gone wrong; the run only gives back what it has taken since. */
  readonly failure: Failure | undefined;
}

export interface SeenLine {
  readonly progress: string;
  readonly since: number;
  /** It was there when the run began. */
  readonly fromStart: boolean;
}

export interface Failure {
  /** "conflict": it stood back for another attempt. */
  readonly kind: "failed" | "conflict";
  readonly words: string;
  /** The attempt that it stood back for. */
  readonly rival?: Attempt | undefined;
}

/** A run that only gives back what another one has left. */
export const runOf = (pending: PendingRollback, now: number): Run => ({
  pending,
  began: now,
  begun: true,
  noted: undefined,
  unnoted: false,
  warned: false,
  written: false,
  looked: true,
  lookedAt: now,
  seen: {},
  notedAt: undefined,
  yieldedAt: undefined,
  met: [],
  saved: false,
  savedAt: undefined,
  ranWhenSaved: [],
  held: true,
  foundRunning: [],
  startedAt: {},
  movedAt: {},
  sent: false,
  watched: false,
  released: false,
  failure: undefined,
});

/** One that is stopping may be so for somebody else: it is not found running. */
export const runningHosts = ({ hosts }: Observed): string[] =>
  hosts.flatMap(({ hostId, state }) => (state === "running" ? [hostId] : []));

/** Everything was looked at once more. */
export function sawAgain(run: Run, observed: Observed): Run {
  const seen = Object.fromEntries(
    observed.attempts.map((one) => {
      const known = run.seen[nameText(one)];
      const same = known?.progress === progressOf(one);
      return [
        nameText(one),
        same ? known : { progress: progressOf(one), since: observed.now, fromStart: false },
      ];
    }),
  );
  const living = observed.attempts.filter((one) => isLiving(run, one));
  return {
    ...run,
    pending: { ...run.pending, hosts: run.pending.hosts.map((host) => withStop(host, living)) },
    seen: { ...run.seen, ...seen },
    looked: true,
    lookedAt: observed.since,
    foundRunning: [...new Set([...run.foundRunning, ...runningHosts(observed)])],
  };
}

/** It has turned up, or gone on, since this run began. */
export const isLiving = (run: Run, attempt: Attempt): boolean => {
  const seen = run.seen[nameText(attempt)];
  return seen === undefined || !seen.fromStart || seen.progress !== progressOf(attempt);
};

/** A host that this run has found stopped, and that another living run has stopped: whoever ends last starts it. */
function withStop(host: PendingHost, living: readonly Attempt[]): PendingHost {
  if (host.wasRunning) return host;
  const by = living.find(({ hosts }) =>
    hosts.some(({ hostId, found }) => hostId === host.hostId && found === "owed"),
  );
  return by ? { ...host, wasRunning: true, stoppedAt: by.at } : host;
}

export const begun = (run: Run): Run => ({ ...run, begun: true });

/** A line was written, or could not be. */
export const noted = (
  run: Run,
  {
    event,
    resends,
    at,
  }: { readonly event: AttemptEvent; readonly resends?: string | undefined; readonly at: string },
  unnoted: boolean,
): Run => ({
  ...run,
  noted: event,
  notedAt: at,
  looked: false,
  unnoted: run.unnoted || unnoted,
  warned: run.warned || unnoted,
  written: run.written || !(run.unnoted || unnoted),
  pending: {
    ...run.pending,
    resends: event === "sending" ? resends : run.pending.resends,
    sequence: run.pending.sequence + 1,
  },
});

/** It waits for another attempt. */
export const yielded = (run: Run, rival: Attempt | undefined, now: number): Run => ({
  ...run,
  yieldedAt: run.yieldedAt ?? now,
  met: rival ? [...new Set([...run.met, nameText(rival)])] : run.met,
});

/** How a host was found, and that it is being stopped; whoever shares the stop knows it. */
export function hostFound(run: Run, found: PendingHost): Run {
  const hosts = run.pending.hosts.map((host) =>
    host.hostId === found.hostId ? { ...host, ...found } : host,
  );
  const startedAt = run.saved ? run.startedAt : { ...run.startedAt, [found.hostId]: found.startedAt };
  return { ...run, looked: false, startedAt, pending: { ...run.pending, hosts } };
}

/** All hosts are stopped. */
export const held = (run: Run): Run => ({ ...run, held: true });

/** They have to be looked at again. */
export const unheld = (run: Run): Run => ({ ...run, held: false });

/** Hosts are looked at once more. */
export const foundOn = (run: Run, hostIds: readonly string[]): Run => ({
  ...run,
  foundRunning: [...new Set([...run.foundRunning, ...hostIds])],
  pending: {
    ...run.pending,
    hosts: run.pending.hosts.map((host) =>
      hostIds.includes(host.hostId) && !host.wasRunning
        ? { ...host, wasRunning: true, stoppedAt: undefined }
        : host,
    ),
  },
});

/** The hosts that run as the present is about to be saved. */
export const savingWith = (run: Run, hostIds: readonly string[]): Run => ({ ...run, ranWhenSaved: hostIds });

/** A safety snapshot of this attempt: when it was taken, and when it was seen complete; both by the cloud's clock. */
export interface TakenSafety {
  readonly takenAt: string;
  readonly seenAt: number;
}

/** The present is saved, by this attempt or by an earlier one. */
export const savedPresent = (run: Run, safety: SafetySnapshots, taken: TakenSafety | undefined): Run => ({
  ...run,
  saved: true,
  savedAt: taken?.seenAt,
  // A line that the snapshots have no room for can stand on the safety snapshot.
  unnoted: !taken && run.unnoted,
  looked: !taken && run.looked,
  pending: { ...run.pending, safety: joined(run.pending.safety, safety), safetyTakenAt: taken?.takenAt },
});

/** The way back of disks that an earlier attempt has rolled back already stays known. */
function joined(earlier: SafetySnapshots | undefined, saved: SafetySnapshots): SafetySnapshots {
  const names = new Set(saved.snapshots.map((one) => diskKey(referenceOf(one))));
  const others = (earlier?.snapshots ?? []).filter((one) => !names.has(diskKey(referenceOf(one))));
  return others.length ? { snapshots: [...others, ...saved.snapshots] } : saved;
}

/** What came back for each disk of a request. */
export function sentDisks(run: Run, results: readonly DiskResult[], at: string): Run {
  const byName = new Map(results.map((disk) => [diskKey(referenceOf(disk)), disk]));
  const disks = run.pending.disks.map((disk) => byName.get(diskKey(referenceOf(disk))) ?? disk);
  const left = results.some(({ status }) => status === "submitted" || status === "unknown");
  const submittedAt = left ? (run.pending.submittedAt ?? at) : run.pending.submittedAt;
  return { ...run, sent: run.sent || left, pending: { ...run.pending, disks, submittedAt } };
}

/** A request to roll back was answered. */
export const requested = (run: Run, requestId: string): Run =>
  answeredBy(
    { ...run, pending: { ...run.pending, requestIds: [...run.pending.requestIds, requestId] } },
    requestId,
  );

export const failed = (run: Run, failure: Failure): Run => (run.failure ? run : { ...run, failure });

/** A phase begins. */
export const entered = (run: Run, phase: RunPhase, now: string): Run => ({
  ...run,
  pending: entering(run.pending, phase, now),
});

/** For a post-mortem: what the cloud's support asks for. */
export const answeredBy = (run: Run, requestId: string): Run => ({
  ...run,
  pending: answered(run.pending, requestId),
});

/** Disks are back, or are taken as that; `at` where an earlier attempt has sent them. */
export function backAgain(run: Run, names: readonly string[], at: string | undefined): Run {
  const disks = run.pending.disks.map((disk): DiskResult =>
    names.includes(diskKey(referenceOf(disk)))
      ? {
          ...disk,
          status: "restored",
          errorCode: undefined,
          errorMessage: undefined,
          receiptBefore: undefined,
        }
      : disk,
  );
  return { ...run, pending: { ...run.pending, disks, submittedAt: run.pending.submittedAt ?? at } };
}

/** Disks whose request another attempt has sent are waited for. */
export function tookOver(run: Run, names: readonly string[], at: string): Run {
  const disks = run.pending.disks.map((disk): DiskResult =>
    names.includes(diskKey(referenceOf(disk))) && disk.status === "untouched"
      ? { ...disk, status: "submitted" }
      : disk,
  );
  return {
    ...run,
    watched: true,
    pending: { ...run.pending, disks, submittedAt: run.pending.submittedAt ?? at },
  };
}

/** Nothing was sent after all: the cloud has refused every request. */
export function unsent(run: Run, names: readonly string[]): Run {
  const disks = run.pending.disks.map((disk): DiskResult =>
    names.includes(diskKey(referenceOf(disk))) && disk.status === "failed"
      ? { ...disk, status: "untouched" }
      : disk,
  );
  return { ...run, pending: { ...run.pending, disks } };
}

/** The hosts were given back; those that could not be are named. */
export const released = (run: Run, keptOff: readonly string[]): Run => ({
  ...run,
  released: true,
  pending: { ...run.pending, keptOff: keptOff.length ? [...keptOff] : undefined },
});

/** The line that the attempt writes of a disk. */
export function lineOf(run: Run, disk: string, event: AttemptEvent, now: string): Line {
  const { pending } = run;
  const result = pending.disks.find((one) => diskKey(referenceOf(one)) === disk);
  return {
    event: event === "accepted" ? acceptedOf(result?.status) : event,
    at: pending.startedAt,
    sequence: pending.sequence + 1,
    writtenAt: now,
    hosts: pending.hosts
      .filter(({ elsewhere }) => !elsewhere)
      .map(({ hostId, wasRunning, startedAt }) => ({
        hostId,
        found: !wasRunning ? "off" : isReturned(run, event, hostId) ? "returned" : "owed",
        startedAt: run.startedAt[hostId] ?? startedAt,
      })),
    resends: pending.resends,
    receiptBefore: result?.receiptBefore,
    aim: pending.aim,
  };
}

const isReturned = ({ pending, released }: Run, event: AttemptEvent, hostId: string): boolean =>
  event === "released" || (event === "withdrawn" && released && !pending.keptOff?.includes(hostId));

/** Of several disks the cloud may take some, and refuse others. */
function acceptedOf(status: DiskResult["status"] | undefined): AttemptEvent {
  if (status === "submitted") return "accepted";
  if (status === "restored") return "done";
  return status === "unknown" ? "sending" : "withdrawn";
}

/** Attempts of the same rollback that may have run: the state must remember them beside this one. */
export const doubtsOf = (desired: DesiredRollback, { attempts }: Observed): Attempt[] =>
  attempts.filter((one) => one.key === desired.key && maySend(one));

/** A host that this run has found running, and has stopped. */
export const isOwnStop = ({ foundRunning }: Run, { hostId, stoppedAt }: PendingHost): boolean =>
  stoppedAt !== undefined && foundRunning.includes(hostId);
