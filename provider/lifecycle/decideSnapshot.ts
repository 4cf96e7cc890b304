import { sameValue } from "./canonical";
import { hasUnknown } from "./unknown";
import type { SnapshotStatus } from "./facts";

/** What the state remembers of a DiskSnapshot: what was applied, and the generation it has. */
export interface RecordedSnapshot {
  readonly applied: Readonly<Record<string, unknown>>;
  readonly snapshotId: string | undefined;
  readonly snapshotName: string | undefined;
  readonly status: SnapshotStatus | "deleted";
  /** Disks can be created from it, though it may not be complete. */
  readonly available: boolean;
  /** How often its attributes were changed. */
  readonly changes: number;
  /** The lost snapshot in whose place it was taken. */
  readonly inPlaceOf: string | undefined;
}

/** What an update of a DiskSnapshot has to do, in this order. */
export interface SnapshotPlan {
  /** Properties that make it another resource. */
  readonly replaces: readonly string[];
  /** Take a new generation, and why. */
  readonly take: "triggers" | "missing" | "failed" | undefined;
  /** What the new generation is taken in the place of, where a rollback may know that one. */
  readonly inPlaceOf: string | undefined;
  /** Go on waiting for the generation that is there. */
  readonly wait: boolean;
  /** Attributes of the present generation to bring up to date. */
  readonly modify: readonly AttributeName[];
  /** Something to record, if nothing else: policies that differ from the recorded ones, or are unknown yet. */
  readonly record: boolean;
}

const identity = [
  "service",
  "regionId",
  "diskId",
  "desktopId",
  "sourceDiskType",
  "instanceId",
  "diskIds",
  "excludeDiskIds",
  "existingSnapshotId",
] as const;
const attributes = ["snapshotName", "description", "retentionDays", "tags", "resourceGroupId"] as const;
const policies = ["keep", "waitFor", "onMissing", "forceDelete", "timeouts", "triggers"] as const;
type AttributeName = (typeof attributes)[number];

/**
 * Everything of the inputs that the state keeps, so that a later diff can compare. As the program gave them,
 * without defaults: a new default in a new version of this package changes no resource.
 */
export const keptInputs = [...identity, ...attributes, ...policies] as const;

export function planSnapshot(
  recorded: RecordedSnapshot,
  declared: Readonly<Record<string, unknown>>,
): SnapshotPlan {
  const differs = (property: string) =>
    !sameValue(unordered(property, recorded.applied[property]), unordered(property, declared[property]));
  // Of a disk that is named by its id, the type is a fact that the outputs tell, and nothing that is declared.
  const another = identity.filter(
    (property) => differs(property) && (property !== "sourceDiskType" || declared["service"] === "ecd"),
  );
  const take = reasonToTake(recorded, declared);
  const named = declared["snapshotName"] !== undefined && declared["snapshotName"] !== recorded.snapshotName;
  const modify = take
    ? []
    : attributes.filter((attribute) => (attribute === "snapshotName" ? named : differs(attribute)));
  return {
    replaces: another.filter((property) => !hasUnknown(declared[property])),
    take,
    inPlaceOf: lostTo(take, recorded),
    wait: !take && recorded.status === "progressing" && !reached(recorded, declared["waitFor"]),
    modify,
    record: policies.some(differs) || another.length > 0,
  };
}

export const planIsEmpty = (plan: SnapshotPlan): boolean =>
  plan.replaces.length === 0 && !plan.take && !plan.wait && plan.modify.length === 0 && !plan.record;

/** The disks of a group stand in no order. */
const unordered = (property: string, value: unknown): unknown =>
  Array.isArray(value) && (property === "diskIds" || property === "excludeDiskIds")
    ? [...value].sort()
    : value;

/** What the program waits for has come already: a second `up` changes nothing. */
const reached = ({ available, snapshotId }: RecordedSnapshot, waitFor: unknown): boolean =>
  waitFor === "submitted" ? snapshotId !== undefined : waitFor === "available" && available;

/**
 * What is gone was a restore point; new triggers ask for another one. What has failed was none, unless the program
 * took it for one while it was being taken.
 */
function lostTo(take: SnapshotPlan["take"], recorded: RecordedSnapshot): string | undefined {
  if (take === "missing") return recorded.snapshotId;
  if (take !== "failed") return undefined;
  const waitFor = recorded.applied["waitFor"] ?? "accomplished";
  return recorded.inPlaceOf ?? (waitFor === "accomplished" ? undefined : recorded.snapshotId);
}

function reasonToTake(
  recorded: RecordedSnapshot,
  declared: Readonly<Record<string, unknown>>,
): SnapshotPlan["take"] {
  if (declared["existingSnapshotId"] !== undefined) return undefined;
  if (!sameValue(recorded.applied["triggers"], declared["triggers"])) return "triggers";
  if (recorded.status === "failed") return "failed";
  if (recorded.status === "deleted" && declared["onMissing"] === "recreate") return "missing";
  return undefined;
}
