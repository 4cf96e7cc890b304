import type { Credentials } from "./transport/credentials";
import { createCallRate, type CallRate } from "./transport/callRate";
import { createCallLog, type CallLog } from "./transport/calls";
import { createFaults, type Faults } from "./transport/faults";
import type { SimulatedClock } from "./world/clock";
import type { Moment } from "./world/instances";
import { knownWorld } from "./world/known";
import type { Settings } from "./world/settings";
import type { World } from "./world/world";

/** Everything that one running simulator holds. */
export interface Cloud {
  readonly clock: SimulatedClock;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly callRate: CallRate;
  readonly credentials: Credentials;
  world: World;
  settings: Settings;
  /** The world at this moment, for a handler to read and change. */
  moment(): Moment;
  /** Known world, first settings, real time; no faults, no calls, no temporary keys. */
  reset(): void;
}

export interface CloudStart {
  readonly credentials: Credentials;
  readonly clock: SimulatedClock;
  readonly settings: Settings;
  readonly firstSpeed: number;
  readonly world?: World;
  readonly savedSettings?: Settings;
}

export function createCloud({
  clock,
  settings,
  firstSpeed,
  world,
  savedSettings,
  credentials,
}: CloudStart): Cloud {
  const cloud: Cloud = {
    clock,
    faults: createFaults(),
    calls: createCallLog(),
    callRate: createCallRate(),
    credentials,
    world: world ?? knownWorld(clock.now()),
    settings: savedSettings ?? settings,
    moment: () => ({ world: cloud.world, settings: cloud.settings, now: clock.now() }),
    reset() {
      cloud.faults.clear();
      cloud.calls.clear();
      cloud.callRate.clear();
      credentials.clear();
      clock.reset(firstSpeed);
      cloud.settings = settings;
      cloud.world = knownWorld(clock.now());
    },
  };
  return cloud;
}
