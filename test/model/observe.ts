import type { CloudRequest } from "../../provider/client";
import { instanceStatus } from "../../simulator/world/instances";
import { isResetting } from "../../simulator/world/disks";
import type { Report, Witness } from "./promises";
import type { World } from "./world";

const looksAtHosts: ReadonlySet<string> = new Set(["DescribeInstances"]);
const looksAtDisks: ReadonlySet<string> = new Set(["DescribeDisks"]);

/** Lets the cloud act, and tells the model of it: what was destroyed by it, and what had been saved. */
export function observedAt(
  world: World,
  witness: Witness,
  report: Report,
  { action, effect }: CloudRequest<unknown>,
  act: () => unknown,
): unknown {
  const { time, target, simulated } = world;
  const disks = target.diskIds.map(world.disk);
  const before = disks.map(({ diskId, content, resets }) => ({
    content,
    resets,
    saved: world.completeSnapshots(diskId).some((snapshot) => snapshot.content === content),
  }));
  const snapshotsBefore = new Set(Object.keys(simulated.world.snapshots));
  const answer = act();
  if (effect !== "read") report.changes.push(action);
  if (looksAtHosts.has(action) && target.tellsStarts) report.unseen = false;
  if (looksAtDisks.has(action) && target.tellsStarts) report.unseenMove = false;
  for (const id of Object.keys(simulated.world.snapshots))
    if (!snapshotsBefore.has(id)) witness.safetyTaken(report, id);
  disks.forEach((disk, index) => {
    const was = before[index];
    if (!was || disk.resets === was.resets || !disk.lastReset) return;
    const { snapshotId } = disk.lastReset;
    const { content, saved } = was;
    witness.reset(report, {
      diskId: disk.diskId,
      snapshotId,
      lost: content,
      restored: disk.content,
      saved,
      at: time.now(),
    });
  });
  const starting = (hostId: string) => {
    const host = simulated.world.instances[hostId];
    return host !== undefined && instanceStatus(host, time.now()) === "Starting";
  };
  const begun = disks.filter(({ instanceIds }) => instanceIds.some(starting));
  if (/^Start/.test(action) && begun.length > 0)
    witness.started(
      report,
      begun.some((disk) => isResetting(disk, time.now())),
    );
  return answer;
}
