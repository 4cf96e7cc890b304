import { vi } from "vitest";
import type { Call } from "../../simulator/index";
import { shimmed } from "../unit/host/hosted";
import type { Cloud } from "./clouds";
import { startProvider } from "./provider";
import type { Recorded } from "./refused";
import type { Subject } from "./subjects";

/**
 * When the process dies: a call has left and reached nobody; the cloud acted and its answer is on the way; or
 * the run is through and the engine has not heard of it. After the answer to a call is before the next one.
 */
export type Moment = "unsent" | "acted" | "unheard";

export interface KillPoint {
  /** The call of the run, and the how many-th of its kind it is, from 1; of no meaning for "unheard". */
  readonly action: string;
  readonly nth: number;
  readonly moment: Moment;
}

export interface Killed {
  readonly calls: readonly Call[];
  /** Those that the cloud acted on. */
  readonly acted: readonly Call[];
  /** False where the run ended before it came to that call. */
  readonly reached: boolean;
  /** It was through with all that it had to do. */
  readonly ended: boolean;
}

export const inputsOf = (properties: Readonly<Record<string, unknown>>, name = "lever") =>
  shimmed("DiskRollback", { ...properties }, name);

/** The resource with its lever disarmed, as its create leaves it. */
export async function declareDisarmed(cloud: Cloud, subject: Subject): Promise<Recorded> {
  const provider = await startProvider(cloud);
  try {
    const { inputs, failures } = await provider.check({}, inputsOf(subject.disarmed));
    if (failures.length) throw new Error(`${subject.name}: ${JSON.stringify(failures)}`);
    const { id, properties } = await provider.create(inputs);
    return { id, outputs: properties, inputs };
  } finally {
    await provider.end();
  }
}

/** Arms the lever, and kills the process at one moment of the run. */
export async function killRun(
  cloud: Cloud,
  subject: Subject,
  before: Recorded,
  { action, nth, moment }: KillPoint,
): Promise<Killed> {
  const provider = await startProvider(cloud);
  const { inputs } = await provider.check(before.inputs, inputsOf(subject.armed));
  await cloud.control.clearCalls();
  // A call that is delayed for weeks is one that never arrived: it is not carried out.
  const fault =
    moment === "unheard"
      ? undefined
      : await cloud.control.addFault({
          action,
          nth,
          effect: moment === "acted" ? "hold" : "delay",
          milliseconds: 2_000_000_000,
        });
  let ended = false;
  const run = provider
    .update(before.id, before.outputs, inputs)
    .catch(() => undefined)
    .finally(() => (ended = true));
  if (fault) {
    const there = async () =>
      (await cloud.control.faults()).some(({ hit, held }) => (moment === "acted" ? held : hit) > 0);
    await vi.waitUntil(async () => ended || (await there()), { timeout: 60_000, interval: 20 });
  } else await run;
  const reached = fault === undefined || !ended;
  const through = ended;
  await provider.kill();
  await run;
  const calls = await cloud.control.calls();
  return {
    calls,
    acted: moment === "unsent" ? calls.filter((call) => call.fault !== fault?.id) : calls,
    reached,
    ended: through,
  };
}
