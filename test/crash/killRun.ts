import { vi } from "vitest";
import type { Call } from "../../simulator/index";
import { shimmed } from "../unit/host/hosted";
import type { Cloud } from "./clouds";
import { startProvider } from "./provider";
import { readability } from "./readability";
import { orRefused, type Recorded, type Refused } from "./refused";
import type { Subject } from "./subjects";

/**
 * When the process dies: a call has left and reached nobody; the cloud acted and its answer is on the way; or
 * the run is through and the engine has not heard of it. After the answer to a call is before the next one. Or it
 * does not die: the engine asks it to stop, as after one Ctrl-C, while an answer is on the way.
 */
export type Moment = "unsent" | "acted" | "unheard" | "interrupted";

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
  /** What the engine's state holds afterwards. */
  readonly left: Recorded;
  /** What the run itself has broken. */
  readonly broken: readonly string[];
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

/** Arms the lever, and kills the process at one moment of the run, or interrupts it and lets it come to its end. */
export async function killRun(
  cloud: Cloud,
  subject: Subject,
  before: Recorded,
  { action, nth, moment }: KillPoint,
): Promise<Killed> {
  const { control } = cloud;
  const provider = await startProvider(cloud);
  const { inputs } = await provider.check(before.inputs, inputsOf(subject.armed));
  await control.clearCalls();
  // A call that is delayed for weeks is one that never arrived: it is not carried out.
  const fault =
    moment === "unheard"
      ? undefined
      : await control.addFault({
          action,
          nth,
          effect: moment === "unsent" ? "delay" : "hold",
          milliseconds: 2_000_000_000,
        });
  let ended = false;
  const run = orRefused(provider.update(before.id, before.outputs, inputs), before, inputs)
    .then(
      (outputs) => ({ refusal: undefined, left: { ...before, outputs, inputs } }),
      ({ message, left }: Refused) => ({ refusal: message, left: left ?? before }),
    )
    .finally(() => (ended = true));
  if (fault) {
    const there = async () =>
      (await control.faults()).some(({ hit, held }) => (moment === "unsent" ? hit : held) > 0);
    await vi.waitUntil(async () => ended || (await there()), { timeout: 60_000, interval: 20 });
  } else await run;
  const reached = fault === undefined || !ended;
  if (moment === "interrupted" && fault) {
    await provider.cancel();
    await control.removeFault(fault.id);
    await run;
  }
  const through = ended;
  if (!through) await provider.kill();
  const { refusal, left } = await run;
  const calls = await control.calls();
  const polite = moment === "interrupted";
  const broken = polite ? [...unsaid(refusal), ...(await readability(cloud, provider, left, refusal))] : [];
  if (through) await provider.kill();
  return {
    calls,
    acted: moment === "unsent" ? calls.filter((call) => call.fault !== fault?.id) : calls,
    reached,
    ended: through,
    left: polite ? left : before,
    broken,
  };
}

/** Whoever has interrupted a run reads first whether a disk was touched. */
const unsaid = (refusal: string | undefined): string[] =>
  refusal === undefined ||
  /^(Nothing was (changed|rolled back)|Accepted by the cloud|Not known|The rollback is done)/.test(refusal)
    ? []
    : [`an interrupted run does not say what is true: ${refusal}`];
