import type { DiskReference } from "../lifecycle/facts";
import type { SnapshotTarget } from "../lifecycle/inputs/diskSnapshot";
import type { WaitFor } from "../lifecycle/snapshotVerdict";

/** What is wanted of a restore point that is to be taken. */
export interface PointRequest {
  readonly regionId: string;
  readonly target: SnapshotTarget;
  readonly name: string;
  readonly description: string | undefined;
  readonly retentionDays: number | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly waitFor: WaitFor;
  /** A duration such as "60m". */
  readonly timeout: string;
  /** What makes this request another than an equal one: the generation before it, the rollback's key. */
  readonly occasion: unknown;
  /** Ids that are surely not of this request, though they may bear the same name. */
  readonly otherIds: readonly string[];
  /** The disks that must have a snapshot in it. */
  readonly expected: readonly DiskReference[];
  /** The lost snapshot that it replaces, of which a rollback must not think that this is it. */
  readonly inPlaceOf?: string | undefined;
  /** What it is taken for, where messages are to say so. */
  readonly purpose?: "safety";
  /** Told as soon as the cloud has named it, so that no failure loses it; and undefined if that came to nothing. */
  taken(id: string | undefined): void;
  /** Told by which id the cloud's support finds the request. */
  answered?(requestId: string): void;
}
