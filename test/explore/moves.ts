import { startHost, stopHost } from "./host";
import { up } from "./begin";
import { laterSeen, laterWorld, olderNotes } from "./look";
import { isRunning, type Move, type Outcome, type Running } from "./outcome";
import { decided, steps } from "./perform";
import { completed } from "./safety";
import { restored } from "./send";
import { sourceId, type Act, type Setting } from "./setting";
import { now } from "./time";
import type { Process, State, World } from "./world";

/** A move that may break a promise, which only shows when it is made. */
export interface Possible {
  readonly words: string;
  readonly make: () => State;
}

/** Everything that may happen next. */
export function moves(setting: Setting, state: State): Possible[] {
  // How a run ends changes nothing for anybody else: it makes no difference when.
  const ending = state.processes.findIndex((process) => endsNow(setting, process));
  if (ending >= 0) return processMoves(setting, state, ending);
  return [
    ...cloudMoves(state),
    ...peopleMoves(setting, state),
    ...state.processes.flatMap((_, index) => processMoves(setting, state, index)),
  ];
}

const cloudMoves = ({ world, processes }: State): Possible[] => [
  ...(world.restoring
    ? [{ words: "the reset ends", make: () => ({ world: restored(world), processes }) }]
    : []),
  ...(world.snapshots.some(({ complete }) => !complete)
    ? [{ words: "the safety snapshot is complete", make: () => ({ world: completed(world), processes }) }]
    : []),
];

function processMoves(setting: Setting, { world, processes }: State, index: number): Possible[] {
  const process = processes[index];
  if (!process) return [];
  const { name } = process;
  const put = (then: World, one: Process, all = processes): State => ({
    world: then,
    processes: all.map((other, at) => (at === index ? one : other)),
  });
  const possible = (outcome: Outcome, all = processes): Possible => ({
    words: `${name} ${outcome.words}`,
    make: () => put(outcome.world, outcome.process, all),
  });
  const mayBeLater = !processes.some((other, at) => at !== index && isAboutToSend(setting, other));
  if (!isRunning(process)) return comings(setting, world, processes, index, mayBeLater);
  // Nobody is that slow between its last look and its request: no snapshot is taken meanwhile.
  if (!mayBeLater && process.at === "looping" && decided(setting, process).do === "save") return [];
  const found: Possible[] = [];
  const step = (then: World, one: Running, all: readonly Process[], when: string) => {
    found.push(
      ...guarded(
        () =>
          steps(setting, then, one).map((outcome) =>
            possible({ ...outcome, words: outcome.words + when }, all),
          ),
        name,
      ),
    );
  };
  step(world, process, processes, "");
  if (mayBeLater && process.at === "looking" && hasFresh(process)) {
    const own = process.memory.run.pending.attempt;
    step(laterWorld(world, own), laterSeen(process), processes.map(olderNotes), ", a lease later");
  }
  if (world.left.kills > 0)
    found.push({
      words: `${name} is KILLED`,
      make: () =>
        put(
          { ...world, left: { ...world.left, kills: world.left.kills - 1 } },
          { ...process, at: "idle", memory: undefined, end: "killed" },
        ),
    });
  return found;
}

/** A step that breaks a promise is a move that does. */
function guarded(make: () => Possible[], name: string): Possible[] {
  try {
    return make();
  } catch (broken) {
    return [
      {
        words: `${name} does`,
        make: () => {
          throw broken;
        },
      },
    ];
  }
}

function endsNow(setting: Setting, process: Process): boolean {
  if (!isRunning(process) || process.at !== "looping") return false;
  const { do: next } = decided(setting, process);
  return next === "finish" || next === "ask" || (next === "end" && process.memory.run.released);
}

const isAboutToSend = (setting: Setting, process: Process): boolean =>
  isRunning(process) && process.at === "looping" && decided(setting, process).do === "send";

const hasFresh = ({ memory }: Running): boolean =>
  Object.values(memory.run.seen).some(({ since }) => since === now);

function comings(
  setting: Setting,
  world: World,
  processes: readonly Process[],
  index: number,
  mayBeLater: boolean,
): Possible[] {
  const process = processes[index];
  if (!process || process.ups === 0) return [];
  const coming: Process = { ...process, ups: process.ups - 1 };
  const states = [
    { state: process.state, words: "up" },
    ...(setting.bounds.oldStates && process.state ? [{ state: undefined, words: "up, its state lost" }] : []),
    ...(setting.bounds.oldStates && process.older && process.older !== process.state
      ? [{ state: process.older, words: "up, with the state of before" }]
      : []),
  ];
  const fresh = world.snapshots.some(({ lines }) => Object.values(lines).some(({ aged }) => !aged));
  return states.flatMap(({ state, words }) => {
    const come = (then: World, all: readonly Process[], when: string): Possible[] =>
      guarded(() => {
        const outcome = up(setting, then, coming, state);
        return [
          {
            words: `${process.name} ${words}${when}: ${outcome.words}`,
            make: () => ({
              world: outcome.world,
              processes: all.map((other, at) => (at === index ? outcome.process : other)),
            }),
          },
        ];
      }, `${process.name} ${words}${when}`);
    return [
      ...come(world, processes, ""),
      ...(fresh && mayBeLater
        ? come(laterWorld(world, undefined), processes.map(olderNotes), ", a lease later")
        : []),
    ];
  });
}

function peopleMoves(setting: Setting, { world, processes }: State): Possible[] {
  // Between a last look and a request nobody can be seen.
  if (world.left.people === 0 || processes.some((process) => isAboutToSend(setting, process))) return [];
  const one: World = { ...world, left: { ...world.left, people: world.left.people - 1 } };
  return setting.bounds.acts.flatMap((act) => {
    const then = peopleDo(act, one);
    return then ? [{ words: `a person: ${act}`, make: () => ({ world: then, processes }) }] : [];
  });
}

function peopleDo(act: Act, world: World): World | undefined {
  const { host, restoring, snapshots } = world;
  switch (act) {
    case "write":
      return host.on ? { ...world, content: `W${world.writes + 1}`, writes: world.writes + 1 } : undefined;
    case "stop":
      return host.on ? stopHost(world, true) : undefined;
    case "start":
      return host.on || restoring ? undefined : startHost(world);
    case "reset": {
      const source = snapshots.find(({ snapshotId }) => snapshotId === sourceId("A"));
      const may = source && !host.on && !restoring;
      return may ? { ...world, restoring: { lever: "A", to: source.content, byPerson: true } } : undefined;
    }
    case "deleteSource":
      return without(world, (id) => id === sourceId("A"));
    case "deleteSafety":
      return without(world, (id) => id.startsWith("s-t"));
  }
}

function without(world: World, isGone: (snapshotId: string) => boolean): World | undefined {
  const snapshots = world.snapshots.filter(({ snapshotId }) => !isGone(snapshotId));
  return snapshots.length < world.snapshots.length ? { ...world, snapshots } : undefined;
}

export type { Move };
