import { durationWords, momentWords } from "./duration";
import { diskKey, type HostFacts } from "./facts";
import type { Finding } from "./findings/finding";
import { hostPlan, type HostPlan } from "./hostPlan";
import type { RollbackPolicy } from "./inputs/diskRollback";
import { newerThan, type Observed, type ObservedPoint } from "../rollback/model/observed";

export interface Planned {
  readonly hostWord: string;
  /** What an earlier run has saved and still is the present: nothing else is taken. */
  readonly saved?: readonly string[];
  /** Whether a host that is stopped ran before an earlier run has stopped it. */
  readonly ranBefore: (host: HostFacts) => boolean;
  /** Each stands with the disk or the host that it is of. */
  readonly findings?: readonly Finding[];
}

/** The plan of a rollback as preview shows it: one fact a line, the loss first. */
export function planWords(policy: RollbackPolicy, sight: Observed, planned: Planned): string {
  const { saved = [], findings = [] } = planned;
  const several = sight.points.length > 1;
  return [
    ...sight.points.flatMap((point) => pointLines(point, sight.now, findings, several)),
    ...hostLines(policy, sight, planned),
    saved.length ? savedLine(saved) : safetyLine(policy, sight),
    ...guardLines(policy),
    ...dryRunLines(sight, planned),
  ].join("\n  ");
}

/** The facts of one of several disks are set in below its name. */
function pointLines(
  point: ObservedPoint,
  now: number,
  findings: readonly Finding[],
  several: boolean,
): string[] {
  const { reference, disk, snapshotId, snapshot } = point;
  if (!disk || !snapshot) return [];
  const newer = newerThan(point);
  const age = durationWords(now - Date.parse(snapshot.creationTime));
  const facts = [
    `to snapshot ${snapshotId}, ${age} old`,
    `writes since ${momentWords(snapshot.creationTime)} (${age}) will be lost`,
    ...listed("newer snapshots skipped:", few(newer.map((one) => one.snapshotId))),
    ...wordsOn(diskKey(reference), findings),
  ];
  return [
    `will roll back ${diskKey(reference)} (${disk.type} disk, ${disk.sizeGiB} GiB)`,
    ...(several ? facts.map((fact) => `  ${fact}`) : facts),
  ];
}

const wordsOn = (subject: string, findings: readonly Finding[]): string[] =>
  findings.filter((finding) => finding.subject === subject).map(({ words }) => words);

function hostLines(
  policy: RollbackPolicy,
  sight: Observed,
  { hostWord, ranBefore, findings = [] }: Planned,
): string[] {
  if (sight.hosts.length === 0) return ["host: none, the disk is not attached"];
  return sight.hosts.flatMap((host) => [
    `${hostWord} ${host.hostId}: ${host.statusWord};`,
    `  ${powerWords(hostPlan(policy, host, ranBefore(host)))}`,
    ...wordsOn(host.hostId, findings).map((words) => `  ${words}`),
  ]);
}

function powerWords({ stop, start }: HostPlan): string {
  if (stop === "none") return stoppedWords[start];
  const then = start === "none" ? "stays stopped" : "is started again";
  if (stop === "wait") return `is waited for until somebody has stopped it, and ${then}`;
  return `will be stopped${stop === "force" ? " by force" : ""}, and ${then}`;
}

const stoppedWords: Readonly<Record<HostPlan["start"], string>> = {
  none: "stays stopped",
  again: "an earlier run has stopped it, and it is started again",
  anyway: "will be started afterwards",
};

const savedLine = ([first = "", ...more]: readonly string[]): string =>
  `no other safety snapshot: ${first}${more.length ? ` and ${more.length} more hold` : " holds"} the present`;

function safetyLine({ safetySnapshot }: RollbackPolicy, { points, hosts }: Observed): string {
  if (safetySnapshot === false) return "NO safety snapshot: there is no way back to the present";
  const { when, retentionDays } = safetySnapshot;
  const several = points.length > 1;
  // A group has no retention.
  const kept = retentionDays === undefined || several ? "until you delete it" : `${retentionDays} days`;
  const stops = hosts.some(({ state }) => state !== "stopped");
  const moment = stops ? ` (${when === "beforeStop" ? "before" : "after"} the stop)` : "";
  return `safety ${several ? "group" : "snapshot"} first${moment}, kept ${kept}`;
}

function guardLines({ maxDataLoss, notAfter, requireNewest, expectLast }: RollbackPolicy): string[] {
  const guards = [
    ...(maxDataLoss === undefined ? [] : [`at most ${maxDataLoss} lost`]),
    ...(notAfter === undefined ? [] : [`not after ${momentWords(notAfter)}`]),
    ...(requireNewest ? ["newest snapshot only"] : []),
    ...(expectLast === undefined ? [] : [`last applied is ${expectLast}`]),
  ];
  return listed("guards passed:", guards);
}

function dryRunLines({ dryRun }: Observed, { hostWord }: Planned): string[] {
  switch (dryRun?.kind) {
    case "passed":
      return ["cloud's dry run: passed"];
    case "hostRuns":
      return [`cloud's dry run: no verdict while the ${hostWord} runs`];
    case "waits":
      return ["cloud's dry run: not asked while a snapshot is being taken"];
    case "unanswered":
      return [`cloud's dry run: no verdict, because ${dryRun.because}`];
    default:
      return [];
  }
}

const few = (ids: readonly string[]): string[] =>
  ids.length > 2 ? [ids[0] ?? "", `${ids[1]} and ${ids.length - 2} more`] : [...ids];

const listed = (what: string, items: readonly string[]): string[] =>
  items.length ? [`${what} ${items.join(", ")}`] : [];
