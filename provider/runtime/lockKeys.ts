import { diskKey, type DiskReference } from "../lifecycle/facts";
import type { Context } from "./context";

/** The names under which the disks of a region take turns. */
export const lockKeys = (context: Context, regionId: string, disks: readonly DiskReference[]): string[] =>
  disks.map((disk) => `${context.cloud.account}/${regionId}/${diskKey(disk)}`);
