import type { Observed } from "../../rollback/model/observed";
import { economicalMode } from "./economicalMode";
import type { Finding, Traits } from "./finding";
import { partialDataDisks } from "./partialDataDisks";
import { resizedSinceSnapshot } from "./resizedSinceSnapshot";
import { systemDisk } from "./systemDisk";
import { waitsForSnapshot } from "./waitsForSnapshot";

/** All that is to be known before a rollback: the traps that users of disk rollbacks fall into. */
export const findings = (sight: Observed, traits: Traits): Finding[] => [
  ...sight.points.flatMap((point) => [
    ...resizedSinceSnapshot(point),
    ...systemDisk(point, traits),
    ...waitsForSnapshot(point),
  ]),
  ...economicalMode(sight),
  ...partialDataDisks(sight, traits),
];
