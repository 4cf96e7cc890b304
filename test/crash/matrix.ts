import type { Call } from "../../simulator/index";
import { isReset, isWrite } from "./calls";
import { longReset, playCell, type Result, type Scene } from "./cell";
import { createClouds, type Clouds } from "./clouds";
import { declareDisarmed, killRun, type KillPoint, type Moment } from "./killRun";
import { look, lost } from "./promises";
import type { Recorded } from "./refused";
import { goOnFrom, meanwhiles, retries, type Meanwhile, type Retry } from "./retry";
import type { Subject } from "./subjects";

export interface Cell extends KillPoint {
  readonly subject: string;
  readonly retry: Retry;
  readonly meanwhile: Meanwhile;
  readonly result: Result;
}

/** "full": every call. "writes": the calls that change something, in every way. "short": a walk through these. */
export type Form = "full" | "writes" | "short";

/** Plays every cell of a subject, a few at a time: each spends most of its life waiting. */
export async function playMatrix(subject: Subject, form: Form): Promise<Cell[]> {
  const clouds = await createClouds();
  try {
    const { before, calls } = await rehearse(clouds, subject);
    const points = killPoints(calls, form, subject);
    const cells: Cell[][] = [];
    const queue = points.map((point, index) => ({ point, index }));
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        cells[next.index] = await playPoint(
          clouds,
          subject,
          before,
          next.point,
          waysOn(next.point, next.index, form),
        );
    };
    // All lanes have left the clouds before these are taken away.
    for (const ended of await Promise.allSettled([lane(), lane(), lane()]))
      if (ended.status === "rejected") throw ended.reason;
    return cells.flat();
  } finally {
    await clouds.dispose();
  }
}

/** The run as it goes when nobody disturbs it: which calls there are to be killed at. */
export async function rehearse(
  clouds: Clouds,
  subject: Subject,
): Promise<{ before: Recorded; calls: readonly Call[] }> {
  const cloud = await clouds.start(subject);
  try {
    const before = await declareDisarmed(cloud, subject);
    const { calls } = await killRun(cloud, subject, before, { action: "", nth: 0, moment: "unheard" });
    return { before, calls };
  } finally {
    await cloud.close();
  }
}

function killPoints(calls: readonly Call[], form: Form, { short }: Subject): Planned[] {
  const points = calls.flatMap((call, index): Planned[] => {
    const nth = calls.slice(0, index + 1).filter(({ action }) => action === call.action).length;
    const writes = isWrite(call);
    // An action that the cloud does not have is refused before anything can befall it.
    if (call.code === "InvalidApi.NotFound" || (form !== "full" && !writes)) return [];
    if (form === "short" && short === "own" && !/^(CreateSnapshot|ResetDisk)/.test(call.action)) return [];
    const moments: readonly Moment[] = form === "short" ? shortMoments(call, short) : allMoments(writes);
    return moments.map((moment) => ({ action: call.action, nth, moment, writes, resets: isReset(call) }));
  });
  const end: Planned = { action: "(the end)", nth: 1, moment: "unheard", writes: true, resets: false };
  return [...points, end];
}

const allMoments = (writes: boolean): readonly Moment[] =>
  writes ? ["unsent", "acted", "interrupted"] : ["unsent", "acted"];

/** Not yet sent is much the same as after the answer to the call before: only the reset is worth a short look. */
function shortMoments(call: Call, short: Subject["short"]): readonly Moment[] {
  if (!isReset(call)) return ["acted"];
  return short === "all" ? ["unsent", "acted", "interrupted"] : ["unsent", "acted"];
}

interface Planned extends KillPoint {
  readonly writes: boolean;
  readonly resets: boolean;
}

type WayOn = readonly [Retry, Meanwhile];
const allWays: readonly WayOn[] = retries.flatMap((retry) => meanwhiles.map((what): WayOn => [retry, what]));

const stoppedSince = allWays.findLastIndex(([, what]) => what === "written, stopped");

/** After an interrupt the state tells how to go on. */
const resetWays: Readonly<Record<Moment, readonly number[]>> = {
  unsent: [6],
  acted: [0, 4, 8],
  interrupted: [3],
  unheard: [],
};

/** All ways on after a call that changes something; else they take turns, so that each is taken as often. */
function waysOn({ writes, resets, moment }: Planned, index: number, form: Form): readonly WayOn[] {
  if (form !== "short" && writes) return allWays;
  if (resets) return resetWays[moment].map((way) => allWays[way]!);
  const turn = (index * 4) % allWays.length;
  // Whoever stops the host of a run that is over means it.
  const last = moment === "unheard" ? [stoppedSince] : [];
  return [...new Set([turn, ...last])].map((way) => allWays[way]!);
}

async function playPoint(
  clouds: Clouds,
  subject: Subject,
  before: Recorded,
  point: Planned,
  ways: readonly WayOn[],
): Promise<Cell[]> {
  const cloud = await clouds.start(subject);
  try {
    if (point.resets) await cloud.control.settings({ durations: { reset: longReset } });
    const atStart = await look(cloud, subject);
    const killed = await killRun(cloud, subject, before, point);
    const atKill = await look(cloud, subject);
    const scene: Scene = { subject, cloud, killed, atStart, atKill, goOn: goOnFrom(killed.left) };
    const brokenByRun = [...killed.broken, ...lost(atStart, atKill, subject)];
    // Another course than in the rehearsal: reads are repeated as often as they must.
    if (!killed.reached && point.writes)
      throw new Error(`the run did not come to ${point.action} ${point.nth}`);
    const cells: Cell[] = [];
    for (const [retry, what] of ways) {
      const result = await playCell(clouds, scene, retry, what);
      cells.push({
        ...point,
        subject: subject.name,
        retry,
        meanwhile: what,
        result: { ...result, broken: [...brokenByRun, ...result.broken] },
      });
    }
    return cells;
  } finally {
    await cloud.close();
  }
}
