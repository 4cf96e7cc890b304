import { nameText } from "../../provider/rollback/model/marks";
import type { Observed } from "../../provider/rollback/model/observed";
import type { Run } from "../../provider/rollback/model/run";
import { Broken, type Running } from "./outcome";
import type { Setting } from "./setting";
import { now } from "./time";
import { sentByAnyone, sentByOthers, type State, type World } from "./world";

/** Asked in the moment when a request to roll back acts. */
export function isSendAllowed({ desired }: Setting, world: World, { lever, memory }: Running): void {
  const { policy } = desired[lever];
  const held = world.snapshots.some(({ complete, content }) => complete && content === world.content);
  if (policy.safetySnapshot !== false && policy.onInterrupted !== "retry" && !held)
    throw new Broken("V1: what no snapshot holds is lost");
  const past = world.past[lever];
  if (past.returned && policy.onRepeat !== "run" && policy.onInterrupted !== "retry")
    throw new Broken("V2: reset again after the disk had come back and its host had run");
  if (memory.toldAtLook && policy.onRepeat !== "run" && policy.onInterrupted !== "retry")
    throw new Broken("V2: reset again though it was noted as accepted");
  if (sentByAnyone(world) !== memory.sentAtLook)
    throw new Broken("V5: reset though another reset was sent since the last look");
  if (sentByOthers(world, lever) > memory.knownAtBegin)
    throw new Broken("V5: another rollback that was sent since this run began is undone without asking");
}

/** Asked in the moment when a run that has failed starts the host. */
export function isStartAllowed(observed: Observed, { seen }: Run): void {
  const held = observed.attempts.some(
    (one) =>
      seen[nameText(one)]?.since === now &&
      one.disks.some(({ event }) => event === "sending" || event === "accepted"),
  );
  if (held) throw new Broken("V6: a run that has failed starts the host that a living attempt holds");
}

/** Asked in every state. */
export function keepsPromises({ bounds }: Setting, { world, processes }: State): void {
  const { host, warned } = world;
  const allWell = processes.every(({ at, end }) => at === "idle" && end === "ok");
  if (allWell && !bounds.foundOff && !host.on && !host.offByPerson && !warned)
    throw new Broken("V4: all have ended well, the host is off, and nobody has said so");
}
