import { diskKey } from "../facts";
import type { ObservedPoint } from "../../rollback/model/observed";
import type { Finding } from "./finding";

/** The disk keeps its size, and the partitions and file systems on it are those of the smaller one. */
export function resizedSinceSnapshot({ reference, disk, snapshot }: ObservedPoint): Finding[] {
  if (!disk || snapshot?.sizeGiB === undefined || snapshot.sizeGiB >= disk.sizeGiB) return [];
  return [
    {
      rule: "resized-since-snapshot",
      severity: "warning",
      subject: diskKey(reference),
      words: `resized since, from ${snapshot.sizeGiB} to ${disk.sizeGiB} GiB: grow its file system again afterwards`,
    },
  ];
}
