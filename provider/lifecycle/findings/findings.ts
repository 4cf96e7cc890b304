import type { Sight } from "../sight";
import { economicalMode } from "./economicalMode";
import type { Finding } from "./finding";
import { partialDataDisks } from "./partialDataDisks";
import { resizedSinceSnapshot } from "./resizedSinceSnapshot";
import { systemDisk } from "./systemDisk";
import { waitsForSnapshot } from "./waitsForSnapshot";

/** What the findings need to know of the service. */
export interface Traits {
  readonly hostWord: string;
  readonly systemDisk: { readonly holds: readonly string[]; readonly setAnew?: string };
}

/** All that is to be known before a rollback: the traps that users of disk rollbacks fall into. */
export const findings = (sight: Sight, traits: Traits): Finding[] => [
  ...sight.points.flatMap((point) => [
    ...resizedSinceSnapshot(point),
    ...systemDisk(point, traits),
    ...waitsForSnapshot(point),
  ]),
  ...economicalMode(sight),
  ...partialDataDisks(sight, traits),
];
