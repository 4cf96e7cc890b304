import { digest } from "../../lifecycle/canonical";
import type { Attempt } from "./attempt";
import type { Observed } from "./observed";

/** Letters of a snapshot. */
export const aimOf = (snapshotId: string): string => digest(snapshotId, 4);

/** An attempt went back to another snapshot than `restoreTo` finds now. */
export const isAimedElsewhere = ({ points }: Observed, { aim, disks }: Attempt): boolean =>
  aim !== undefined &&
  points.every(({ snapshotId }) => aimOf(snapshotId) !== aim) &&
  !disks.some(({ snapshotId }) => points.some((point) => point.snapshotId === snapshotId));
