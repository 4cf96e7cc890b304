import { systemClock } from "../client";
import type { ListedPoint } from "../lifecycle/outputs/restorePoints";
import type { Properties } from "../runtime/properties";
import { restorePoints } from "../runtime/restorePoints";
import { openSession, type HostConfig } from "./session";

/** The functions of a TypeScript program: they run in its own process, with the stack's configuration. */
export const askRestorePoints = (config: HostConfig, asked: Properties): Promise<{ points: ListedPoint[] }> =>
  restorePoints(
    openSession({ config, environment: process.env, clock: systemClock, random: Math.random }),
    asked,
  );
