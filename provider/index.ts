export { DiskRollback } from "./resources/diskRollback";
export type {
  DiskResult,
  DiskRollbackArgs,
  FinishedRollback,
  PendingRollback,
} from "./resources/diskRollback";
export { DiskSnapshot } from "./resources/diskSnapshot";
export type { DiskSnapshotArgs, SnapshotLocation, SnapshotOfDisk } from "./resources/diskSnapshot";
