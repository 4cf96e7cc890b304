import type { Call } from "../../../simulator/index";
import { isReset, isWrite } from "../calls";
import type { KillPoint } from "../killRun";
import { meanwhiles, retries, type Meanwhile, type Retry } from "../retry";

export interface EnginePoint extends KillPoint {
  /** The engine dies and its provider does not; else both do, as where a machine loses its power. */
  readonly alone: boolean;
  readonly resets: boolean;
  /** How it is gone on from there. */
  readonly ways: readonly (readonly [Retry, Meanwhile])[];
}

/** While the disks are being restored: not at a call, since how often that is looked at differs from run to run. */
export const whileRestoring = "(restoring)";

/**
 * A run of the engine takes seconds, so not every call is killed at: what the provider's process does at each is
 * the other matrix' business, and what the engine adds (its locks, its pending operations, the process that
 * outlives it) depends on the phase alone. One call of each phase, the reset in all ways; after a reset all retries
 * are taken, else they take turns, and so does what happens meanwhile.
 */
export function enginePoints(calls: readonly Call[], turn: number): EnginePoint[] {
  const first = (wanted: (call: Call) => boolean): Pick<KillPoint, "action" | "nth"> => {
    const index = calls.findIndex(
      (call) => isWrite(call) && call.code !== "InvalidApi.NotFound" && wanted(call),
    );
    const action = calls[index]?.action;
    if (action === undefined) throw new Error("the run has no such call");
    return { action, nth: calls.slice(0, index + 1).filter((call) => call.action === action).length };
  };
  const [stop, save, reset, start] = [
    first(({ action }) => action.startsWith("Stop")),
    first(({ action }) => action.startsWith("CreateSnapshot")),
    first(isReset),
    first(({ action }) => action.startsWith("Start")),
  ];
  const points: readonly Omit<EnginePoint, "ways">[] = [
    { ...stop, moment: "acted", alone: turn % 2 === 0, resets: false },
    { ...save, moment: "acted", alone: turn % 2 === 1, resets: false },
    { ...reset, moment: "unsent", alone: false, resets: true },
    { ...reset, moment: "acted", alone: turn % 2 === 0, resets: true },
    { action: whileRestoring, nth: 1, moment: "unheard", alone: turn % 2 === 1, resets: true },
    { ...start, moment: "acted", alone: turn % 2 === 0, resets: false },
  ];
  return points.map((point, index) => ({ ...point, ways: waysOn(point, turn, index) }));
}

/** What comes at once is played first: in the others, what is under way may go on. */
function waysOn({ resets }: Pick<EnginePoint, "resets">, turn: number, index: number): EnginePoint["ways"] {
  const chosen = resets ? retries : [retries[(turn + index) % retries.length]!];
  return chosen
    .map((retry, way) => [retry, meanwhiles[(2 * turn + index + way) % meanwhiles.length]!] as const)
    .sort(([, one], [, other]) => meanwhiles.indexOf(one) - meanwhiles.indexOf(other));
}
