import { createCallRate, type CallRate } from "./transport/callRate";
import { createCallLog, type CallLog } from "./transport/calls";
import type { Credentials } from "./transport/credentials";
import { createFaults, type Faults } from "./transport/faults";
import type { SimulatedClock } from "./world/clock";
import type { Moment } from "./world/moment";
import { knownWorld } from "./world/known";
import type { Settings } from "./world/settings";
import type { Change } from "./world/stateFile";
import { trackChanges } from "./world/trackChanges";
import { openWorld, type World } from "./world/world";

/** Everything that one running simulator holds. */
export interface Cloud {
  readonly clock: SimulatedClock;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly callRate: CallRate;
  readonly credentials: Credentials;
  /** For reading; what is changed here is not noticed. */
  readonly world: World;
  settings: Settings;
  /** The world at this moment, for a handler to read and change: what it changes is noticed. */
  moment(): Moment;
  /** The same for a handler that only reads: quicker. */
  look(): Moment;
  /** What was changed since it was last asked: `everything` after a reset. */
  takeChanges(): readonly Change[] | "everything";
  /** First world, first settings, real time; no faults, no calls, no temporary keys. */
  reset(): void;
}

export interface CloudStart {
  readonly credentials: Credentials;
  readonly clock: SimulatedClock;
  readonly settings: Settings;
  readonly firstSpeed: number;
  readonly world?: World;
  /** The world that it begins with and that a reset brings back; the known one unless given. */
  readonly firstWorld?: (now: number) => World;
  readonly savedSettings?: Settings;
  /** Whether somebody writes down what changes. */
  readonly recorded?: boolean;
}

export function createCloud(start: CloudStart): Cloud {
  const { clock, settings: firstSettings, firstSpeed, credentials, recorded = false } = start;
  const { firstWorld = knownWorld } = start;
  const changes = new Map<string, Change>();
  const touched = (part: Change[0], id: string) => void changes.set(JSON.stringify([part, id]), [part, id]);
  const track = (plain: World) => (recorded ? trackChanges(plain, touched) : plain);

  let world = start.world ? openWorld(start.world) : firstWorld(clock.now());
  let view = track(world);
  let settings = start.savedSettings ?? firstSettings;
  let everything = false;
  let savedClock = JSON.stringify(clock.save());

  return {
    clock,
    faults: createFaults(),
    calls: createCallLog(),
    callRate: createCallRate(),
    credentials,
    get world() {
      return world;
    },
    get settings() {
      return settings;
    },
    set settings(changed) {
      settings = changed;
      touched("settings", "");
    },
    moment: () => ({ world: view, settings, now: clock.now() }),
    look: () => ({ world, settings, now: clock.now() }),
    takeChanges() {
      const clockNow = JSON.stringify(clock.save());
      if (clockNow !== savedClock) touched("clock", "");
      savedClock = clockNow;
      const taken = everything ? ("everything" as const) : [...changes.values()];
      changes.clear();
      everything = false;
      return taken;
    },
    reset() {
      this.faults.clear();
      this.calls.clear();
      this.callRate.clear();
      credentials.clear();
      clock.reset(firstSpeed);
      settings = firstSettings;
      world = firstWorld(clock.now());
      view = track(world);
      everything = true;
    },
  };
}
