import { keptInputs, type RecordedSnapshot } from "./decideSnapshot";
import { diskKey, type DiskReference, type SnapshotStatus } from "./facts";
import type { RestorePoint } from "./restorePoint";
import { diskNameOf } from "./diskName";

/** What the state keeps of a DiskSnapshot beside its inputs. */
export interface SnapshotOutputs {
  /** The newest generation: a snapshot's id, or with several disks a group's. */
  readonly snapshotId?: string | undefined;
  readonly snapshotGroupId?: string | undefined;
  readonly snapshotName?: string | undefined;
  readonly snapshots: readonly object[];
  readonly status: SnapshotStatus | "deleted";
  /** Per cent. */
  readonly progress: number;
  readonly available: boolean;
  readonly creationTime?: string | undefined;
  readonly sourceDiskId?: string | undefined;
  readonly sourceDiskType?: string | undefined;
  readonly sizeGiB?: number | undefined;
  readonly encrypted?: boolean | undefined;
  /** Earlier generations that this resource took and has not deleted, newest first. */
  readonly previousSnapshotIds: readonly string[];
  /** Those of them that the next update deletes; absent where there are none. */
  readonly surplusSnapshotIds?: readonly string[] | undefined;
  /** The disks of which an unfinished group must have a snapshot; gone once it was seen to have them. */
  readonly expectedDiskIds?: readonly string[] | undefined;
  /** The lost snapshot in whose place this generation was taken; absent of any other. */
  readonly inPlaceOf?: string | undefined;
  /** How often attributes of this generation were changed; absent where they never were. */
  readonly changes?: number | undefined;
}

type Inputs = Readonly<Record<string, unknown>>;

/** What the state keeps that the cloud does not tell. */
export type Remembered = Pick<
  SnapshotOutputs,
  "previousSnapshotIds" | "surplusSnapshotIds" | "inPlaceOf" | "changes"
>;

export const nothingRemembered: Remembered = { previousSnapshotIds: [] };

export const remembered = (outputs: Inputs): Remembered => ({
  previousSnapshotIds: previousIds(outputs),
  surplusSnapshotIds: surplusIds(outputs),
  inPlaceOf: recordedSnapshot(outputs).inPlaceOf,
  changes: recordedSnapshot(outputs).changes,
});

export function outputsOf(inputs: Inputs, point: RestorePoint, known: Remembered): object {
  const { snapshot } = point;
  return {
    ...kept(inputs),
    ...idOutputs(point.kind, point.id),
    snapshotName: point.name,
    snapshots: point.members.map(({ disk, snapshotId }) => ({ ...diskNameOf(disk), snapshotId })),
    status: point.status,
    progress: point.progress,
    available: point.available || point.status === "accomplished",
    creationTime: point.creationTime,
    sourceDiskId: snapshot?.sourceDisk.diskId,
    sourceDiskType: snapshot?.sourceDiskType,
    sizeGiB: snapshot?.sizeGiB,
    encrypted: snapshot?.encrypted,
    ...earlier(known),
    inPlaceOf: known.inPlaceOf,
    changes: known.changes || undefined,
  } satisfies SnapshotOutputs;
}

/** The outputs of a generation that the cloud has named and that has not come to its end. */
export function outputsOfUnfinished(
  inputs: Inputs,
  kind: RestorePoint["kind"],
  id: string,
  status: "progressing" | "failed" | "deleted",
  known: Remembered,
  expected: readonly DiskReference[] = [],
): object {
  return {
    ...kept(inputs),
    ...idOutputs(kind, id),
    snapshots: [],
    status,
    progress: 0,
    available: false,
    ...earlier(known),
    inPlaceOf: known.inPlaceOf,
    expectedDiskIds: kind === "group" ? expected.map(diskKey) : undefined,
  } satisfies SnapshotOutputs;
}

const earlier = ({ previousSnapshotIds, surplusSnapshotIds }: Remembered) => {
  const surplus = surplusSnapshotIds?.filter((id) => previousSnapshotIds.includes(id)) ?? [];
  return { previousSnapshotIds, surplusSnapshotIds: surplus.length ? surplus : undefined };
};

/** The disks that a group on record must have, as long as nobody has seen that it has them. */
export function expectedDisks(outputs: Inputs): DiskReference[] {
  if (kindOf(outputs) === "disk" || recordedSnapshot(outputs).status !== "progressing") return [];
  return texts(outputs["expectedDiskIds"] ?? outputs["diskIds"]).map((diskId) => ({ diskId }));
}

/** The outputs of a generation that stays as it is, with other inputs; what these leave out is gone. */
export function outputsWith(inputs: Inputs, recorded: Inputs): object {
  const facts = Object.entries(recorded).filter(
    ([name]) => !keptInputs.some((kept) => kept === name) || alsoFacts.has(name),
  );
  return { ...Object.fromEntries(facts), ...kept(inputs) };
}

/** Where the program does not give these, the cloud does. */
const alsoFacts: ReadonlySet<string> = new Set(["snapshotName", "sourceDiskType"]);

const idOutputs = (kind: RestorePoint["kind"], id: string) =>
  kind === "group" ? { snapshotGroupId: id } : { snapshotId: id };

/** The recorded side of a diff: it must bear whatever an older version or a failed run has left. */
export function recordedSnapshot(outputs: Inputs): RecordedSnapshot {
  const text = (property: string) => {
    const value = outputs[property];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    applied: outputs,
    snapshotId: text("snapshotGroupId") ?? text("snapshotId"),
    snapshotName: text("snapshotName"),
    status: statuses.find((status) => status === outputs["status"]) ?? "progressing",
    available: outputs["available"] === true,
    inPlaceOf: text("inPlaceOf"),
    changes: typeof outputs["changes"] === "number" ? outputs["changes"] : 0,
  };
}

const statuses = ["progressing", "accomplished", "failed", "deleted"] as const;

export const previousIds = (outputs: Inputs): string[] => texts(outputs["previousSnapshotIds"]);
export const surplusIds = (outputs: Inputs): string[] => texts(outputs["surplusSnapshotIds"]);

/** The generations on record that may be of use, newest first. */
export function generationsOf(outputs: Inputs): string[] {
  const { snapshotId, status } = recordedSnapshot(outputs);
  const usable = snapshotId !== undefined && status !== "deleted" && status !== "failed";
  return [...(usable ? [snapshotId] : []), ...previousIds(outputs)];
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((text): text is string => typeof text === "string") : [];

/** A resource of several disks takes groups, and so were its earlier generations. */
export const kindOf = (properties: Inputs): RestorePoint["kind"] =>
  properties["instanceId"] !== undefined || properties["diskIds"] !== undefined ? "group" : "disk";

const kept = (inputs: Inputs): Record<string, unknown> =>
  Object.fromEntries(
    keptInputs.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]),
  );
