import { sawAgain, type Run } from "../../provider/rollback/model/run";
import type { Observed } from "../../provider/rollback/model/observed";
import { remembering, type Running } from "./outcome";
import type { Setting } from "./setting";
import { aged, agedText, freshOrAged, now, someTime } from "./time";
import { observedIn, viewOf } from "./view";
import { sentByAnyone, type Process, type World } from "./world";

/** Everything is read at once. */
export function looked(setting: Setting, world: World, process: Running): Running {
  const then = remembering(process, {
    view: viewOf(setting, world),
    sentAtLook: sentByAnyone(world),
    toldAtLook: world.past[process.lever].told,
  });
  return remembering(then, { run: tidy(sawAgain(process.memory.run, lastSeen(setting, then))) });
}

/** What the process has seen last. */
export const lastSeen = (setting: Setting, { lever, memory: { view, state, run } }: Running): Observed =>
  observedIn(setting, lever, view, state, run.pending.attempt);

/** Without what only informs, and with times that are either now or long ago. */
export const tidy = (run: Run): Run => ({
  ...run,
  began: now,
  lookedAt: now,
  notedAt:
    run.notedAt === undefined ? undefined : new Date(freshOrAged(Date.parse(run.notedAt))).toISOString(),
  yieldedAt: run.yieldedAt === undefined ? undefined : now,
  seen: Object.fromEntries(
    Object.entries(run.seen).map(([name, seen]) => [name, { ...seen, since: freshOrAged(seen.since) }]),
  ),
  pending: {
    ...run.pending,
    requestIds: [],
    lossBegins: undefined,
    phases: [...new Set(run.pending.phases.map(({ phase }) => phase))]
      .sort()
      .map((phase) => ({ phase, startedAt: someTime, finishedAt: someTime })),
  },
});

/** A lease has passed for whoever looks now: the lines of others have stood still for that long. */
export const laterWorld = (world: World, own: string | undefined): World => ({
  ...world,
  snapshots: world.snapshots.map((one) => ({
    ...one,
    lines: Object.fromEntries(
      Object.entries(one.lines).map(([tag, line]) => [
        tag,
        own !== undefined && tag.endsWith(own) ? line : { ...line, aged: true },
      ]),
    ),
  })),
});

/** And their writers know how old they are. */
export const olderNotes = <One extends Process>(process: One): One =>
  process.memory === undefined
    ? process
    : { ...process, memory: { ...process.memory, run: older(process.memory.run) } };

const older = (run: Run): Run => ({
  ...run,
  lookedAt: aged,
  notedAt: run.notedAt === undefined ? undefined : agedText,
});

/** What it has seen before is old if it stands as it stood. */
export const laterSeen = (process: Running): Running =>
  remembering(process, {
    run: {
      ...process.memory.run,
      seen: Object.fromEntries(
        Object.entries(process.memory.run.seen).map(([name, seen]) => [name, { ...seen, since: aged }]),
      ),
    },
  });
