import { afterAdoption, afterDone, afterFailure } from "../../provider/rollback/model/ending";
import type { Attempt } from "../../provider/rollback/model/attempt";
import { nameOfPoint } from "../../provider/rollback/model/observed";
import { doubtsOn } from "../../provider/rollback/model/standing";
import { rollbackState, type RollbackState } from "../../provider/rollback/model/state";
import { perhapsLeftOff } from "../../provider/rollback/words";
import { lastSeen } from "./look";
import { Broken, type Outcome, type Running } from "./outcome";
import { release } from "./release";
import type { Setting } from "./setting";
import { momentOf, someTime } from "./time";
import type { End, Process, World } from "./world";

/** All disks are back: that is recorded. As `finish` of the provider. */
export function finish(setting: Setting, world: World, process: Running, by: Attempt | undefined): Outcome {
  const { memory, lever } = process;
  const { run, state: before } = memory;
  const desired = setting.desired[lever];
  const observed = lastSeen(setting, process);
  const ending = { by, attempts: observed.attempts, at: momentOf(setting, world.moment) };
  const isOwn = run.sent || run.watched || before.pending?.key === desired.key;
  const state = isOwn
    ? afterDone(before, run, ending)
    : afterAdoption(before, run, { ...ending, applied: run.pending.disks[0]?.snapshotId });
  const left = perhapsLeftOff(desired, observed, run);
  const warned = run.pending.keptOff !== undefined || left !== "";
  return {
    words: `ends well (${state.phase})`,
    world: warnedOf(world, warned),
    process: endedWell(setting, world, process, state),
  };
}

export function endedWell(
  { desired }: Setting,
  world: World,
  process: Process,
  state: RollbackState | undefined,
): Process {
  const { lever } = process;
  if (world.past[lever].ended === 0 && desired[lever].policy.onInterrupted !== "assumeDone")
    throw new Broken(`V3: ${lever} has ended well, and nothing was rolled back`);
  return ended(process, "ok", state);
}

/** Only the user can tell. As `asked` of the provider. */
export function ask(setting: Setting, world: World, process: Running): Outcome {
  const { run, state } = process.memory;
  const kept = afterFailure(state, run, doubtsOf(setting, process));
  return { words: "asks", world, process: ended(process, "asked", kept ?? process.state) };
}

/** As `gaveUp` of the provider. */
export function giveUp(setting: Setting, world: World, process: Running): Outcome {
  const { disks } = process.memory.run.pending;
  const doubts = doubtsOf(setting, process);
  const isTouched = disks.some(({ status }) => status !== "untouched" && status !== "failed");
  const freed = process.memory.run.released
    ? { world, process }
    : release(setting, world, process, "unknown");
  const { run, state } = freed.process.memory;
  const kept = afterFailure(state, isTouched ? run : given(run), doubts);
  const left = isTouched
    ? ""
    : perhapsLeftOff(setting.desired[process.lever], lastSeen(setting, process), run);
  return {
    words: `fails: ${run.failure?.words ?? ""}`,
    world: warnedOf(freed.world, run.pending.keptOff !== undefined || left !== ""),
    process: ended(freed.process, "failed", kept ?? process.state),
  };
}

/** A host that was given back is not one that the next run has to start. */
function given(run: Running["memory"]["run"]): Running["memory"]["run"] {
  if (!run.released) return run;
  const { pending } = run;
  const hosts = pending.hosts.map((host) =>
    pending.keptOff?.includes(host.hostId) ? host : { ...host, stoppedAt: undefined },
  );
  return { ...run, pending: { ...pending, hosts } };
}

const doubtsOf = (setting: Setting, process: Running): Attempt[] => {
  const observed = lastSeen(setting, process);
  const { key } = setting.desired[process.lever];
  return [...new Set(observed.points.flatMap((point) => doubtsOn(key, observed, nameOfPoint(point))))];
};

export function ended(process: Process, end: End, state: RollbackState | undefined): Process {
  const next = state && plain(state);
  const older = next === process.state ? process.older : process.state;
  return { ...process, at: "idle", memory: undefined, end, state: next, older };
}

const warnedOf = (world: World, warned: boolean): World => (warned ? { ...world, warned } : world);

/** What decisions are made from, and nothing that only informs. */
function plain(state: RollbackState): RollbackState {
  const { usedKeys, pending, open, ended: known, conflict, lastRollback, rollbackKey, phase } = state;
  const informs = { startedAt: someTime, finishedAt: someTime, dataLossSeconds: 0, downtimeSeconds: 0 };
  return rollbackState({
    ...{ stateVersion: 1, phase, rollbackKey, usedKeys, pending, open, conflict },
    ended: known && [...known].sort(),
    lastRollback: lastRollback && { ...lastRollback, ...informs, phases: [], undoSnapshotId: undefined },
  } as Readonly<Record<string, unknown>>);
}
