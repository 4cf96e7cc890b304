import { CloudError } from "../../provider/client";
import type { DiskFacts, DiskReference } from "../../provider/lifecycle/facts";
import { isRestored, nextSight, nothingSeen } from "../../provider/lifecycle/restoreVerdict";
import type { RollbackPoint } from "../../provider/services";
import { diskOf, snapshotById } from "./reads";
import type { Trial } from "./trial";

/** Looks at a disk that is being rolled back until it is back; everything that was seen of it. */
export async function restored(
  trial: Trial,
  snapshotId: string,
  disk: DiskReference = trial.world.place.disk,
): Promise<DiskFacts[]> {
  const { service, open, world } = trial;
  const begun = open.clock.now();
  let sight = nothingSeen;
  return trial.until(
    async () => {
      const facts = await diskOf(trial, disk);
      const restoring = await otherSign(trial, { regionId: world.place.regionId, disk, snapshotId });
      sight = nextSight(sight, facts, { restoring, receipt: false });
      return facts;
    },
    () => isRestored(sight, open.clock.now() - begun, service.polling.settleMs),
  );
}

/** What tells of a rollback where the disk itself does not: another try of it, or its snapshot. */
async function otherSign(trial: Trial, point: RollbackPoint): Promise<boolean> {
  const { service } = trial;
  if (service.tryRollBack)
    return trial.call(service.tryRollBack(point)).then(
      () => false,
      (error: unknown) => error instanceof CloudError && service.restoringCodes.includes(error.code),
    );
  return (await snapshotById(trial, point.snapshotId))?.diskState === "restoring";
}
