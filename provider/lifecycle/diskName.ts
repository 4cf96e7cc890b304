import type { DiskReference } from "./facts";

/** A disk in the form in which the state and the outputs name it. */
export const diskNameOf = (disk: DiskReference) =>
  disk.diskId !== undefined
    ? { diskId: disk.diskId }
    : { desktopId: disk.desktopId, sourceDiskType: disk.sourceDiskType };

export function referenceOf(name: {
  diskId?: string;
  desktopId?: string;
  sourceDiskType?: "system" | "data";
}): DiskReference {
  const { diskId = "", desktopId, sourceDiskType } = name;
  return desktopId !== undefined && sourceDiskType !== undefined ? { desktopId, sourceDiskType } : { diskId };
}
