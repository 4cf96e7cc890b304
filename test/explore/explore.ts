import { forgetAll, idOf, interned } from "./intern";
import { moves } from "./moves";
import { Broken } from "./outcome";
import { forgetDecisions } from "./perform";
import { keepsPromises } from "./promises";
import { settingOf, sourceId, type Bounds, type Mutation, type Setting } from "./setting";
import { forgetViews } from "./view";
import type { Past, Process, State, World } from "./world";

export interface Explored {
  readonly states: number;
  readonly moves: number;
  readonly seconds: number;
  /** In how many of them a rollback has been done. */
  readonly done: number;
  /** All that can be reached was visited. */
  readonly whole: boolean;
  /** Each broken promise once, with its shortest story. */
  readonly broken: readonly Story[];
}

export interface Story {
  readonly promise: string;
  readonly moves: readonly string[];
}

export interface Limits {
  readonly mostStates?: number;
  /** Ends once this promise is broken. */
  readonly untilBroken?: string;
}

/** Visits every state that can be reached, the nearest ones first, and asks each for the promises. */
export function explore(bounds: Bounds, mutation?: Mutation, limits: Limits = {}): Explored {
  const began = process.hrtime.bigint();
  forgetAll();
  forgetDecisions();
  forgetViews();
  const setting = settingOf(bounds, mutation);
  const { mostStates = Infinity, untilBroken } = limits;
  const parents: number[] = [-1];
  const words: number[] = [-1];
  const texts: string[] = [];
  const textIds = new Map<string, number>();
  const broken = new Map<string, Story>();
  const first = kept(firstState(setting));
  const known = new Set([idText(first)]);
  let level: { state: State; index: number }[] = [{ state: first, index: 0 }];
  let made = 0;
  let done = 0;

  const storyOf = (index: number, last: string | undefined): string[] => {
    const story = last === undefined ? [] : [last];
    for (let at = index; at > 0; at = parents[at] ?? 0) story.push(texts[words[at] ?? 0] ?? "");
    return story.reverse();
  };
  const tell = (fault: unknown, index: number, last: string | undefined) => {
    if (!(fault instanceof Broken))
      throw new Error(`After ${storyOf(index, last).join(" · ")}`, { cause: fault });
    if (!broken.has(fault.message))
      broken.set(fault.message, { promise: fault.message, moves: storyOf(index, last) });
  };

  const enough = () =>
    untilBroken !== undefined && [...broken.keys()].some((promise) => promise.startsWith(untilBroken));

  while (level.length && parents.length < mostStates && !enough()) {
    const next: typeof level = [];
    for (const { state, index } of level) {
      if (parents.length >= mostStates || enough()) break;
      if (state.processes.some(({ end }) => end === "ok")) done += 1;
      try {
        keepsPromises(setting, state);
      } catch (fault) {
        tell(fault, index, undefined);
        continue;
      }
      for (const move of movesOf(setting, state, (fault) => tell(fault, index, undefined))) {
        made += 1;
        try {
          const then = kept(move.make());
          const id = idText(then);
          if (known.has(id)) continue;
          known.add(id);
          const text = textIds.get(move.words) ?? texts.push(move.words) - 1;
          textIds.set(move.words, text);
          words.push(text);
          next.push({ state: then, index: parents.push(index) - 1 });
        } catch (fault) {
          tell(fault, index, move.words);
        }
      }
    }
    level = next;
  }
  const seconds = Number((process.hrtime.bigint() - began) / 1_000_000n) / 1_000;
  return {
    states: parents.length,
    moves: made,
    done,
    seconds,
    whole: level.length === 0 && parents.length < mostStates,
    broken: [...broken.values()],
  };
}

function movesOf(setting: Setting, state: State, tell: (fault: unknown) => void) {
  try {
    return moves(setting, state);
  } catch (fault) {
    tell(fault);
    return [];
  }
}

const kept = ({ world, processes }: State): State => ({
  world: interned(world),
  processes: sorted(processes.map(keptProcess)),
});

/** Two processes of one rollback are alike: which of them is which makes no other state. */
const sorted = (processes: readonly Process[]): readonly Process[] =>
  [...processes].sort((one, other) => (processText(one) < processText(other) ? -1 : 1));

const keptProcess = (process: Process): Process => ({
  ...process,
  state: process.state && interned(process.state),
  older: process.older && interned(process.older),
  memory: process.memory && {
    ...process.memory,
    run: interned(process.memory.run),
    view: interned(process.memory.view),
    state: interned(process.memory.state),
  },
});

const idText = ({ world, processes }: State): string =>
  [idOf(world), ...processes.map(processText)].join(";");

function processText({ lever, ups, state, older, end, at, memory }: Process): string {
  const remembered = memory
    ? [
        idOf(memory.run),
        idOf(memory.view),
        idOf(memory.state),
        memory.sentAtLook,
        memory.knownAtBegin,
        Number(memory.toldAtLook),
        Number(memory.sawChange),
      ]
    : [];
  return [lever, ups, idOf(state), idOf(older), end, at, ...remembered].join(",");
}

function firstState({ bounds }: Setting): State {
  const past: Past = { accepted: 0, ended: 0, returned: false, told: false };
  const source = (lever: "A" | "B", taken: number) => ({
    ...{ snapshotId: sourceId(lever), content: `S${lever}`, complete: true, taken },
    ...{ tags: {}, description: "", lines: {}, rolledBack: undefined },
  });
  const world: World = {
    moment: 4,
    attempts: 1,
    content: "W1",
    writes: 1,
    restoring: undefined,
    host: { on: !bounds.foundOff, started: 3, offByPerson: false },
    snapshots: bounds.levers.includes("B") ? [source("A", 1), source("B", 2)] : [source("A", 1)],
    tokens: [],
    saved: ["SA", "SB"],
    past: { A: past, B: past },
    warned: false,
    left: { kills: bounds.kills, people: bounds.people, answers: bounds.answers },
  };
  const processes = bounds.levers.map((lever, index): Process => ({
    ...{
      name: `p${index}`,
      lever,
      ups: bounds.ups + 1,
      state: undefined,
      older: undefined,
      end: undefined,
      at: "idle",
      memory: undefined,
    },
  }));
  return { world, processes };
}
