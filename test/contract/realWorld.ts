import { connect, readSettings, systemClock, type Clock } from "../../provider/client";
import type { ServiceName } from "../../provider/lifecycle/facts";
import { realTargets } from "./realTargets";
import type { World } from "./world";

export interface RealSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Opened with the world; the machine's own where nothing is given. */
  readonly clock?: () => Promise<Clock>;
}

/** The cloud that the environment names and has keys for; undefined where it names no disk of this service. */
export function realWorld(name: ServiceName, { env, clock }: RealSurroundings): World | undefined {
  const targets = realTargets(env);
  const place = targets?.places[name];
  if (!targets || !place) return undefined;
  return {
    name: `the real cloud (${place.regionId})`,
    place,
    simulated: false,
    destructive: targets.destructive,
    pauseMs: 10_000,
    patienceMs: 2 * 3_600_000,
    testTimeoutMs: 3 * 3_600_000,
    open: async () => {
      const time = (await clock?.()) ?? systemClock;
      const cloud = connect(readSettings({}, env), { clock: time, env, random: Math.random });
      return { cloud, clock: time, simulation: undefined, close: async () => cloud.close() };
    },
  };
}
