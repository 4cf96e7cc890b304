import type { RollbackDecision } from "../lifecycle/decideRollback";
import { durationWords, momentWords } from "../lifecycle/duration";
import { diskKey, type HostFacts } from "../lifecycle/facts";
import { goalWords } from "../lifecycle/goal";
import type { Obstacle } from "../lifecycle/obstacle";
import { failureWords, lines, sentences, type Report } from "../runtime/lifecycleError";
import { isAimedElsewhere } from "./model/aim";
import type { Attempt } from "./model/attempt";
import type { Refusal } from "./model/action";
import type { DesiredRollback } from "./model/desired";
import type { Observed } from "./model/observed";
import { owedHost } from "./model/owedHost";
import type { Run } from "./model/run";
import {
  referenceOf,
  targetOf,
  type DiskResult,
  type PendingRollback,
  type RollbackState,
} from "./model/state";
import { mayBeWrittenSince, otherSentSince } from "./model/writtenSince";

/** The refusal of a rollback that has run before. */
export function usedWords(
  { what, words }: DesiredRollback,
  { ranAt, mayHaveRun, unresolved }: Extract<RollbackDecision, { kind: "refuse" }>,
): string {
  const property = words.properties.snapshot;
  const ran = mayHaveRun
    ? `was cut short on ${momentWords(ranAt)} and may have run`
    : `has already run, on ${momentWords(ranAt)}`;
  const now = unresolved
    ? "Nothing was sent now. Another rollback was cut short since, and what the disk holds is not known: declare that one again to have it looked into."
    : "Nothing was changed.";
  return lines({
    truth: `${property}: the rollback of ${what} ${ran}, and a declared rollback runs once`,
    details: [
      now,
      'To run it again on purpose, change `triggers` (or set onRepeat: "run")',
      `To leave the disk as it is, take ${property} out`,
    ],
  });
}

export const obstacleWords = (
  desired: Pick<DesiredRollback, "what">,
  obstacles: readonly Obstacle[],
): string => inTheWay(`${cannot(desired)} Nothing was changed.`, obstacles);

const cannot = ({ what }: Pick<DesiredRollback, "what">) => `Cannot roll back ${what} now.`;

const inTheWay = (truth: string, obstacles: readonly Obstacle[]) =>
  [truth, ...obstacles.map(({ property, reason }) => `  ${property}: ${reason}`)].join("\n");

/** Why a rollback is not gone on with, where something has been changed by then: its report says what became of that. */
export function refusalWords(desired: DesiredRollback, why: Refusal): string {
  const { hostWord } = desired.service;
  switch (why.because) {
    case "obstacles":
      return inTheWay(cannot(desired), why.obstacles);
    case "noVerdict":
      return failureWords(why.error, "");
    case "started":
      return `The ${hostWord} ${why.hostId} was started in between: what was written then is in no safety snapshot`;
    case "moved":
      return `The disk ${why.disk} was attached or detached in between: what was written then is in no safety snapshot`;
    case "written":
      return "An earlier run of this rollback may have run, and something may have been written since: sending it again could lose that";
    case "unsaved":
      return `The safety snapshot ${why.snapshotIds.join(", ")} is gone: what the disk holds now is saved nowhere`;
    case "conflict":
      return conflictWords(desired, why.rival);
  }
}

/** A clear word to the one that stood back. */
export function conflictWords({ key, what }: DesiredRollback, rival: Attempt | undefined): string {
  if (!rival) return "Another rollback of the disk is under way";
  const began = momentWords(rival.at);
  if (rival.key === key)
    return `Another run of the same rollback, that began at ${began}, is at work, or has ended since this one began: the next \`pulumi up\` looks into what became of it`;
  const to = rival.disks.flatMap(({ snapshotId }) => snapshotId ?? []).join(", ");
  return `Another rollback of the disk${to ? `, to ${to},` : ""} that began at ${began} was sent while this one (${what}) was at work: this one stood back`;
}

/** A rollback that is found to have run, or to be running. */
export const adoptWords = ({ what }: DesiredRollback, attempt: Attempt | undefined): string =>
  `the rollback of ${what} that began at ${began(attempt)} has run: it is recorded, and nothing is sent; new \`triggers\` would run it again`;

export const awaitWords = ({ what }: DesiredRollback, attempt: Attempt | undefined): string =>
  `the rollback of ${what} that began at ${began(attempt)} is still running: it is waited for, and nothing is sent`;

export const yieldWords = (desired: DesiredRollback, rival: Attempt | undefined): string =>
  rival?.key === desired.key
    ? `another run of the rollback of ${desired.what}, that began at ${began(rival)}, may be at work: it is waited for first`
    : `another rollback of the disk, that began at ${began(rival)}, may be at work: it is waited for first`;

const began = (attempt: Attempt | undefined) => (attempt ? momentWords(attempt.at) : "an unknown time");

/** What a run asks that nobody but the user can answer. */
export function askReport(
  desired: DesiredRollback,
  observed: Observed,
  doubts: readonly Attempt[],
  { names, said }: { readonly names: readonly string[]; readonly said: string },
): Report {
  const { what, service } = desired;
  const [first] = doubts;
  const on = names.length < observed.points.length ? ` on ${names.join(", ")}` : "";
  return {
    truth: `The rollback of ${what} that began at ${began(first)} was cut short and may have run${on}. Nothing is sent`,
    details: [
      savedThenWords(doubts),
      leftOffUntilThen(desired, observed, doubts),
      said && `What came back then: ${said}`,
      `To send it again is not safe: ${doubtWords(observed, doubts)}, and what was written since would be lost`,
      `Look at the disk (start the ${service.hostWord}, or make another disk of a new snapshot of it): if it holds the snapshot's content, set onInterrupted: "assumeDone"; if not, "retry"`,
    ],
  };
}

/** What the cloud answered to a request of which it is not known whether it acted. Disks that went together have one answer. */
export const cameBack = ({ pending }: RollbackState): string =>
  [
    ...new Set(
      (pending?.disks ?? []).flatMap(({ status, errorMessage }) =>
        status === "unknown" && errorMessage !== undefined ? [errorMessage] : [],
      ),
    ),
  ].join(" ");

const savedThenWords = (doubts: readonly Attempt[]): string => {
  const saved = savedBy(doubts);
  return saved ? `The present was saved before in the safety snapshot ${saved}` : "";
};

/** The way back from attempts that may have run: what the first of them has saved. */
export function savedBy(attempts: readonly Attempt[]): string {
  const safety = attempts.map((one) => one.safety).find(({ length }) => length > 0) ?? [];
  const complete = safety.filter(({ status }) => status === "accomplished");
  const [group] = new Set(complete.map(({ snapshotGroupId }) => snapshotGroupId));
  return group ?? complete.map(({ snapshotId }) => snapshotId).join(", ");
}

/** Why it cannot be sent again. */
function doubtWords(observed: Observed, doubts: readonly Attempt[]): string {
  if (doubts.some((doubt) => otherSentSince(observed, doubt)))
    return "another rollback of the disk was sent since, and may have put it back to another snapshot";
  if (doubts.some((doubt) => isAimedElsewhere(observed, doubt)))
    return "the snapshot that it went back to is not the one that `restoreTo` finds now";
  // Of several attempts that may have run the first one counts.
  if (doubts.some((doubt) => mayBeWrittenSince(observed, doubt) === true)) return "its host has run since";
  return observed.hosts.some(({ startedAt }) => startedAt === undefined)
    ? "whether its host has run since the cloud does not tell"
    : "its host was started, or the disk moved, at about the same minute";
}

/** Hosts that ran before and are left off until the user has answered what became of the disk. */
const leftOffUntilThen = (
  { service, key }: DesiredRollback,
  { hosts, attempts }: Observed,
  doubts: readonly Attempt[],
): string =>
  sentences(
    ...hosts
      .filter((host) => host.state === "stopped" && isOwed(host, attempts, key, doubts))
      .map(({ hostId }) => `The ${service.hostWord} ${hostId} ran before and stays stopped until then`),
  );

const isOwed = (
  host: HostFacts,
  attempts: readonly Attempt[],
  key: string,
  doubts: readonly Attempt[],
): boolean =>
  owedHost(host, attempts, key) !== undefined ||
  doubts.some(({ hosts }) => hosts.some(({ hostId, found }) => hostId === host.hostId && found === "owed"));

/**
 * Hosts that were found stopped, where nobody can tell whether a killed run has stopped them: a service without lines (ecd)
 * never tells of a stop, nor does one whose lines cannot be written, and one without starts (swas) does not tell whose it was.
 */
export function perhapsLeftOff(
  desired: DesiredRollback,
  observed: Observed,
  { pending, unnoted }: Pick<Run, "pending" | "unnoted">,
): string {
  const { service, policy, key } = desired;
  if (policy.startAfter !== "asBefore" || policy.whenRunning !== "stop") return "";
  const found = pending.hosts.filter(({ wasRunning, hostId }) => {
    if (wasRunning) return false;
    if (service.capabilities.journal !== "tags" || unnoted) return true;
    // Where no tags can be written, a safety snapshot tells of a run and not of the hosts that it has found.
    if (observed.attempts.some((one) => one.key === key && one.silent && one.hosts.length === 0)) return true;
    const host = observed.hosts.find((one) => one.hostId === hostId);
    const owed = host && owedHost({ ...host, state: "stopped" }, observed.attempts, key);
    return owed !== undefined && !owed.certain;
  });
  return sentences(
    ...found.map(
      ({ hostId }) =>
        `The ${service.hostWord} ${hostId} was found stopped and is left so. If an earlier run was killed after it had stopped it, start it yourself`,
    ),
  );
}

/** The first words of a failure: what is true of the data now. */
export function truth(disks: readonly DiskResult[]): string {
  const named = (...status: DiskResult["status"][]) =>
    disks
      .filter((disk) => status.includes(disk.status))
      .map((disk) => `${diskKey(referenceOf(disk))} (to ${disk.snapshotId})`)
      .join(", ");
  const parts = [
    ["restored", named("restored")],
    ["accepted by the cloud, and not seen to end", named("submitted")],
    ["not known to be rolled back or not", named("unknown")],
    ["NOT rolled back", named("failed", "untouched")],
  ].filter(([, names]) => names);
  const words = parts.map(([state, names]) => `${state}: ${names}`).join("; ");
  return parts.length > 1 ? `MIXED STATE: ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}

export function nextStep(disks: readonly DiskResult[]): string {
  if (disks.some(({ status }) => status === "unknown"))
    return 'Look at the disk before anything writes to it; then set onInterrupted: "assumeDone" or "retry"';
  return "The next `pulumi up` goes on: it waits for what was accepted, sends again only what was refused, and then starts what it stopped";
}

export function wayBackWords({ safety }: Pick<PendingRollback, "safety">): string {
  const saved = safety?.snapshotGroupId ?? safety?.snapshots.map(({ snapshotId }) => snapshotId).join(", ");
  return saved ? `The present was saved before in the safety snapshot ${saved}` : "";
}

/** The same as the state knows it. */
export const stoppedUntilThen = (
  { service }: DesiredRollback,
  { hosts }: PendingRollback,
  found: readonly HostFacts[],
): string =>
  sentences(
    ...hosts
      .filter(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined)
      .filter(({ hostId }) => found.some((host) => host.hostId === hostId && host.state === "stopped"))
      .map(({ hostId }) => `The ${service.hostWord} ${hostId} ran before and stays stopped until then`),
  );

/** How long a host was down, for failures too. */
export function downWords(pending: PendingRollback, until: string): string {
  const [longest = 0] = pending.hosts
    .flatMap(({ wasRunning, stoppedAt }) =>
      wasRunning && stoppedAt !== undefined ? [Date.parse(until) - Date.parse(stoppedAt)] : [],
    )
    .sort((one, other) => other - one);
  return longest >= 1_000 ? `It was down for ${durationWords(longest)}` : "";
}

export const whatOf = (pending: Pick<PendingRollback, "disks">): string => goalWords(targetOf(pending));
