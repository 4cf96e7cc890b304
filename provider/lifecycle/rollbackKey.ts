import { digest } from "./canonical";

export interface RollbackRequest {
  readonly service: string;
  readonly regionId: string;
  readonly points: readonly { readonly disk: string; readonly snapshotId: string }[];
  readonly triggers: unknown;
}

/**
 * The name of a declared rollback: the same service, region, disks, snapshots and triggers are the same
 * rollback, in whatever order the disks stand. Policies, time-outs and guards are not part of it.
 */
export function rollbackKey(request: RollbackRequest): string {
  const points = [...request.points].sort((one, other) => (one.disk < other.disk ? -1 : 1));
  return `rk-${digest({ ...request, points, triggers: request.triggers ?? null }, 24)}`;
}
