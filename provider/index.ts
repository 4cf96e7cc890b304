export { DiskRollback } from "./resources/diskRollback";
export type {
  DiskResult,
  FinishedRollback,
  PendingRollback,
  RollbackPhase,
  RunPhase,
} from "./resources/diskRollback";
export type {
  CommonDiskRollbackArgs,
  DiskRollbackArgs,
  EcdDiskRollbackArgs,
  EcsDiskRollbackArgs,
  SwasDiskRollbackArgs,
} from "./resources/diskRollbackArgs";
export { DiskSnapshot } from "./resources/diskSnapshot";
export type { SnapshotLocation, SnapshotOfDisk } from "./resources/diskSnapshot";
export type {
  CommonDiskSnapshotArgs,
  DiskSnapshotArgs,
  EcdDiskSnapshotArgs,
  EcsDiskSnapshotArgs,
  SwasDiskSnapshotArgs,
} from "./resources/diskSnapshotArgs";
export { getRestorePoints, getRestorePointsOutput } from "./resources/getRestorePoints";
export type { GetRestorePointsArgs, RestorePoint, RestorePoints } from "./resources/getRestorePoints";
