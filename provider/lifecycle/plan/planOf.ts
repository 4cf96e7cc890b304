import type { HostFacts } from "../facts";
import type { Finding } from "../findings/finding";
import { hostPlan } from "../hostPlan";
import type { RollbackPolicy } from "../inputs/diskRollback";
import type { Obstacle } from "../obstacle";
import { lossBegins, newerThan, type Observed, type ObservedPoint } from "../../rollback/model/observed";
import { diskNameOf } from "../../rollback/model/state";
import { planVersion, type RollbackPlan, type Verdict } from "./rollbackPlan";

/** The lever that a plan is of. */
export interface Lever {
  readonly urn: string;
  readonly now: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Absent while the lever is disarmed, or where not all of it is known. */
  readonly policy: RollbackPolicy | undefined;
}

/** What preview has found out about it. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly reason?: string | undefined;
  readonly obstacles: readonly Obstacle[];
  readonly findings?: readonly Finding[];
  /** What was looked at: nothing where nothing is to be done. */
  readonly observed?: Observed | undefined;
  /** Safety snapshots of an earlier attempt that hold the present. */
  readonly saved?: readonly string[];
  /** Whether a host that is stopped ran before an earlier run has stopped it. */
  readonly ranBefore?: (host: HostFacts) => boolean;
}

/** The plan for machines. It says what `planWords` says. */
export function planOf(lever: Lever, outcome: Outcome): RollbackPlan {
  const { observed, verdict, reason, obstacles, findings = [] } = outcome;
  const begins = observed && lossBegins(observed);
  const lost = begins === undefined ? undefined : secondsSince(begins, lever.now);
  return {
    schemaVersion: planVersion,
    plannedAt: new Date(lever.now).toISOString(),
    ...namesOf(lever.urn),
    ...declaredBy(lever.inputs),
    verdict,
    reason,
    snapshotAgeSeconds: lost,
    secondsOfWritesLost: verdict === "runs" ? lost : undefined,
    disks: (observed?.points ?? []).map((point) => diskOf(point, lever.now)),
    hosts: lever.policy && observed ? hostsOf(lever.policy, observed, outcome.ranBefore) : [],
    guards: lever.policy && guardsOf(lever.policy),
    safetySnapshot: lever.policy && safetyOf(lever.policy, outcome),
    dryRun: observed?.dryRun?.kind,
    obstacles: obstacles.map(({ rule, property, reason: words }) => ({ rule, property, words })),
    findings: [...findings],
  };
}

/** urn:pulumi:STACK::PROJECT::TYPE::NAME */
export function namesOf(urn: string): Pick<RollbackPlan, "urn" | "project" | "stack" | "name"> {
  const [head = "", project = "", , ...name] = urn.split("::");
  return { urn, project, stack: head.replace(/^urn:pulumi:/, ""), name: name.join("::") };
}

const targets = ["diskId", "desktopId", "sourceDiskType", "instanceId"];
const goals = ["snapshotId", "snapshotGroupId", "restoreTo"];

function declaredBy(inputs: Lever["inputs"]) {
  const { service, regionId, disks } = inputs;
  const chosen = (names: readonly string[]) =>
    Object.fromEntries(
      names.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]),
    );
  const several = Array.isArray(disks) ? (disks as { diskId?: unknown; snapshotId?: unknown }[]) : [];
  const armed = several.some(({ snapshotId }) => snapshotId !== undefined);
  return {
    service: String(service ?? "ecs"),
    regionId: typeof regionId === "string" ? regionId : undefined,
    target: { ...chosen(targets), ...(several.length ? { disks: several.map(({ diskId }) => diskId) } : {}) },
    goesBackTo: { ...chosen(goals), ...(armed ? { disks: several } : {}) },
  };
}

function diskOf(point: ObservedPoint, now: number): RollbackPlan["disks"][number] {
  const { reference, disk, snapshot, snapshotId, last } = point;
  return {
    ...diskNameOf(reference),
    type: disk?.type,
    sizeGiB: disk?.sizeGiB,
    snapshotId,
    snapshotTakenAt: snapshot && new Date(snapshot.creationTime).toISOString(),
    snapshotAgeSeconds: snapshot && secondsSince(snapshot.creationTime, now),
    lastRollback: last && {
      startedAt: new Date(last.at).toISOString(),
      wentBackTo: last.to,
      end: last.end,
      savedIn: last.saved,
    },
    newerSnapshotIds: newerThan(point).map((one) => one.snapshotId),
  };
}

const hostsOf = (policy: RollbackPolicy, observed: Observed, ranBefore: Outcome["ranBefore"]) =>
  observed.hosts.map((host) => ({
    hostId: host.hostId,
    status: host.statusWord,
    ...hostPlan(policy, host, ranBefore?.(host) ?? false),
  }));

const guardsOf = ({ maxDataLoss, notAfter, requireNewest, expectLast }: RollbackPolicy) => ({
  maxDataLoss,
  notAfter,
  requireNewest,
  expectLast,
});

function safetyOf(
  { safetySnapshot }: RollbackPolicy,
  { saved = [], observed }: Outcome,
): RollbackPlan["safetySnapshot"] {
  if (saved.length) return { kind: "kept", snapshotIds: [...saved] };
  if (safetySnapshot === false) return { kind: "none" };
  const { when, retentionDays } = safetySnapshot;
  const isGroup = observed === undefined ? undefined : observed.points.length > 1;
  // A group has no retention.
  return { kind: "taken", when, retentionDays: isGroup ? undefined : retentionDays, isGroup };
}

const secondsSince = (iso: string, now: number): number =>
  Math.max(0, Math.round((now - Date.parse(iso)) / 1_000));

/** The name of a lever's file in the folder of plans: one name a lever, whatever its name holds. */
export const planFileName = ({ project, stack, name }: RollbackPlan, digest: string): string =>
  `${[project, stack, name].map((part) => part.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 50)).join(".")}.${digest}.json`;
