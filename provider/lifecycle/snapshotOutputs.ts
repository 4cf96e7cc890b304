import type { SnapshotFacts, SnapshotStatus } from "./facts";
import { keptInputs, type RecordedSnapshot } from "./decideSnapshot";

/** What the state keeps of a DiskSnapshot beside its inputs. */
export interface SnapshotOutputs {
  readonly snapshotId?: string;
  readonly snapshotName?: string;
  readonly snapshots: readonly { readonly diskId: string; readonly snapshotId: string }[];
  readonly status: SnapshotStatus | "deleted";
  /** Per cent. */
  readonly progress: number;
  readonly creationTime?: string;
  readonly sourceDiskId?: string;
  readonly sourceDiskType?: string;
  readonly sizeGiB?: number;
  readonly encrypted?: boolean;
  /** Earlier generations that this resource took and has not deleted, newest first. */
  readonly previousSnapshotIds: readonly string[];
}

export type Outputs = SnapshotOutputs & Readonly<Record<string, unknown>>;

export function outputsOf(
  inputs: Readonly<Record<string, unknown>>,
  snapshot: SnapshotFacts,
  previousSnapshotIds: readonly string[],
): Outputs {
  return {
    ...kept(inputs),
    snapshotId: snapshot.snapshotId,
    snapshotName: snapshot.snapshotName,
    snapshots: [{ diskId: snapshot.sourceDisk.diskId, snapshotId: snapshot.snapshotId }],
    status: snapshot.status,
    progress: snapshot.status === "accomplished" ? 100 : snapshot.progress,
    creationTime: snapshot.creationTime,
    sourceDiskId: snapshot.sourceDisk.diskId,
    sourceDiskType: snapshot.sourceDiskType,
    sizeGiB: snapshot.sizeGiB,
    encrypted: snapshot.encrypted,
    previousSnapshotIds,
  };
}

/** The outputs of a snapshot of which only the id is known: its create was answered, and then something failed. */
export function outputsOfUnfinished(
  inputs: Readonly<Record<string, unknown>>,
  snapshotId: string,
  diskId: string,
  status: "progressing" | "failed",
  previousSnapshotIds: readonly string[],
): Outputs {
  return {
    ...kept(inputs),
    snapshotId,
    snapshots: [{ diskId, snapshotId }],
    status,
    progress: 0,
    sourceDiskId: diskId,
    previousSnapshotIds,
  };
}

/** The recorded side of a diff: it must bear whatever an older version or a failed run has left. */
export function recordedSnapshot(outputs: Readonly<Record<string, unknown>>): RecordedSnapshot {
  const text = (property: string) => {
    const value = outputs[property];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    applied: outputs,
    snapshotId: text("snapshotId"),
    snapshotName: text("snapshotName"),
    status: statuses.find((status) => status === outputs["status"]) ?? "progressing",
  };
}

const statuses = ["progressing", "accomplished", "failed", "deleted"] as const;

export function previousIds(outputs: Readonly<Record<string, unknown>>): string[] {
  const ids = outputs["previousSnapshotIds"];
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
}

function kept(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    keptInputs.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]),
  );
}
