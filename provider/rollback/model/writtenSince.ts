import { durationMs } from "../../lifecycle/duration";
import type { HostFacts } from "../../lifecycle/facts";
import { maySend, savedAt, startsOf, type Attempt } from "./attempt";
import type { Observed, ObservedPoint } from "./observed";

/** A moment, and what is known of then. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** When the present was saved then, by the cloud's clock. */
  readonly savedAt?: string | undefined;
  /** When each host had last been started then, where the service tells it (ecs). */
  readonly startedAt?: Readonly<Record<string, string>> | undefined;
}

export const momentOf = (attempt: Attempt): Moment => ({
  at: attempt.at,
  savedAt: savedAt(attempt),
  startedAt: startsOf(attempt.hosts),
});

/**
 * Whether the disks may have been written to since an attempt began: their hosts have run, or they were at another one, or
 * another rollback was sent. Undefined where nobody can tell.
 */
export function mayBeWrittenSince(observed: Observed, attempt: Attempt): boolean | undefined {
  return either([otherSentSince(observed, attempt), ranSince(observed, momentOf(attempt))]);
}

/** The same of hosts and moves alone. */
export function ranSince(
  { hosts, unseenHosts, points }: Pick<Observed, "hosts" | "unseenHosts" | "points">,
  moment: Moment,
): boolean | undefined {
  return either([
    ...hosts.map((host) => hostRanSince(host, moment)),
    ...points.map((point) => movedSince(point, moment.at)),
    ...unseenHosts.map(() => undefined),
  ]);
}

/** True where one is; else undefined where one is. */
const either = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;

/** Another rollback of the disks was sent since, or may have been: they may hold what that one has left. */
export const otherSentSince = (
  { attempts, usedKeys }: Pick<Observed, "attempts" | "usedKeys">,
  than: Attempt,
): boolean =>
  usedKeys.some(({ key, at }) => key !== than.key && isLater(wholeSecond(at), than.at)) ||
  attempts.some(
    (other) =>
      other.key !== than.key &&
      maySend(other) &&
      (isLater(other.at, than.at) || isLater(savedAt(other), savedAt(than))),
  );

/** A line tells when its attempt began to the second. */
const wholeSecond = (time: string): string =>
  new Date(Math.floor(Date.parse(time) / 1_000) * 1_000).toISOString();

const isLater = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && Date.parse(one) > Date.parse(other);

/** Whoever moves a disk to another host and back leaves no trace on its present one but this. */
function movedSince({ disk }: ObservedPoint, moment: string): boolean | undefined {
  if (!disk) return undefined;
  if (disk.movedAt === undefined) return disk.hostIds.length === 0 ? undefined : false;
  return happenedSince(disk.movedAt, moment);
}

/** Of a host that is not stopped it is certain. */
const hostRanSince = (host: HostFacts, moment: Moment): boolean | undefined =>
  host.state === "stopped" ? startedSince(host, moment) : true;

/**
 * Whether a host that is stopped, or stopping, was started since. Another start than the one of then tells it for certain.
 */
export function startedSince(
  { hostId, startedAt }: Pick<HostFacts, "hostId" | "startedAt">,
  moment: Moment,
): boolean | undefined {
  if (startedAt === undefined) return undefined;
  const then = moment.startedAt?.[hostId];
  return then !== undefined && minuteOf(then) !== minuteOf(startedAt)
    ? true
    : happenedSince(startedAt, moment.at);
}

const minuteOf = (time: string): number => Math.floor(Date.parse(time) / minuteMs);

/** Starts and moves are told to the minute, and our estimate of the cloud's clock may be off by some seconds. */
function happenedSince(cloudTime: string, moment: string): boolean | undefined {
  const happened = Date.parse(cloudTime);
  const began = Date.parse(moment);
  if (happened + minuteMs + clockErrorMs <= began) return false;
  return happened >= began + clockErrorMs ? true : undefined;
}

const minuteMs = durationMs("1m");
const clockErrorMs = durationMs("30s");

/** Whether the cloud surely still knows a ClientToken of that moment: it is believed to forget it after 24 hours. */
export const tokenIsRemembered = (now: number, moment: string): boolean =>
  now - Date.parse(moment) < durationMs("12h");
