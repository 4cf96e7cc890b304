import { diskKey } from "../facts";
import type { Observed } from "../../rollback/model/observed";
import type { Finding, Traits } from "./finding";

/** A file system over several disks (RAID, LVM) is torn where only some of them go back. */
export function partialDataDisks(
  { points, hosts, hostDisks = [] }: Observed,
  { hostWord }: Traits,
): Finding[] {
  const goBack = new Set(points.map(({ reference }) => diskKey(reference)));
  return hosts.flatMap(({ hostId }): Finding[] => {
    const onHost = hostDisks.filter(({ type, hostIds }) => type === "data" && hostIds.includes(hostId));
    const stay = onHost.map(({ disk }) => diskKey(disk)).filter((name) => !goBack.has(name));
    // With no data disk among those that go back, nothing that they share is torn.
    if (stay.length === 0 || stay.length === onHost.length) return [];
    const names = stay.length > 2 ? `${stay[0]}, ${stay[1]} and ${stay.length - 2} more` : stay.join(", ");
    return [
      {
        rule: "partial-data-disks",
        severity: "warning",
        subject: hostId,
        words: `its other data ${stay.length > 1 ? "disks stay" : "disk stays"} as now: ${names}; if RAID or LVM spans them, roll back a group of the ${hostWord}'s disks (instanceId)`,
      },
    ];
  });
}
