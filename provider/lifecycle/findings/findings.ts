import type { Observed } from "../../rollback/model/observed";
import { economicalMode } from "./economicalMode";
import type { Finding, Traits } from "./finding";
import { lastRollback } from "./lastRollback";
import { partialDataDisks } from "./partialDataDisks";
import { permissionNeeded } from "./permissionNeeded";
import { resizedSinceSnapshot } from "./resizedSinceSnapshot";
import { systemDisk } from "./systemDisk";
import { waitsForSnapshot } from "./waitsForSnapshot";

/** All that is to be known before a rollback: the traps that users of disk rollbacks fall into. */
export const findings = (sight: Observed, traits: Traits): Finding[] => [
  ...sight.points.flatMap((point) => [
    ...lastRollback(point),
    ...resizedSinceSnapshot(point),
    ...systemDisk(point, traits),
    ...waitsForSnapshot(point),
  ]),
  ...economicalMode(sight),
  ...permissionNeeded(sight),
  ...partialDataDisks(sight, traits),
];
