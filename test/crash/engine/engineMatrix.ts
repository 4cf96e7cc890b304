import type { Stack } from "../../e2e/harness";
import { longReset, playCell, type Scene } from "../cell";
import { createClouds, type Cloud, type Clouds } from "../clouds";
import { rehearse, type Cell } from "../matrix";
import { look, lost } from "../promises";
import type { Subject } from "../subjects";
import { leverStack } from "./engineStack";
import { goOnWithEngine } from "./engineUp";
import { killEngine } from "./killEngine";
import { enginePoints, type EnginePoint } from "./killPoints";

/** Kills an engine at each point of a subject's run, and goes on from there. */
export async function playEngineMatrix(
  subject: Subject,
  turn: number,
  chosen: (point: EnginePoint) => boolean,
): Promise<Cell[]> {
  const clouds = await createClouds();
  try {
    const { calls } = await rehearse(clouds, subject);
    const cloud = await clouds.start(subject);
    const stack = await leverStack(cloud, declaredFirst(subject));
    const declared = await stack.up();
    await cloud.close();
    if (declared.code !== 0) throw new Error(declared.text);
    const start: Start = { clouds, subject, cloud, stack };
    const queue = enginePoints(calls, turn).filter(chosen).entries();
    const cells: Cell[][] = [];
    // More at once are too slow for the time-outs of the fast clock.
    const lane = async () => {
      for (const [index, point] of queue) cells[index] = await playPoint(start, point);
    };
    for (const ended of await Promise.allSettled([lane(), lane(), lane()]))
      if (ended.status === "rejected") throw ended.reason;
    return cells.flat();
  } finally {
    await clouds.dispose();
  }
}

/** A desktop's lever is armed from the start: its create is killed. The others' is declared before: their update is. */
const declaredFirst = ({ service, disarmed }: Subject) => (service === "ecd" ? undefined : disarmed);

/** The declared lever, at rest: every kill begins with a copy of it. */
interface Start {
  readonly clouds: Clouds;
  readonly subject: Subject;
  readonly cloud: Cloud;
  readonly stack: Stack;
}

async function playPoint({ clouds, subject, ...start }: Start, point: EnginePoint): Promise<Cell[]> {
  const cloud = await clouds.fork(start.cloud);
  try {
    const stack = await leverStack(cloud, subject.armed, start.stack);
    if (point.resets) await cloud.control.settings({ durations: { reset: longReset } });
    const atStart = await look(cloud, subject);
    const killed = await killEngine(cloud, stack, subject, point);
    const atKill = await look(cloud, subject);
    const goOn = goOnWithEngine(subject, stack);
    const scene: Scene = { subject, cloud, killed, atStart, atKill, goOn };
    const brokenByRun = [...killed.broken, ...lost(atStart, atKill, subject)];
    const cells: Cell[] = [];
    for (const [retry, meanwhile] of point.ways) {
      const result = await playCell(clouds, scene, retry, meanwhile);
      const broken = [...brokenByRun, ...result.broken];
      const { nth, moment, action } = point;
      const name = `${subject.name}${point.alone ? ", engine alone" : ""}`;
      cells.push({ subject: name, action, nth, moment, retry, meanwhile, result: { ...result, broken } });
    }
    return cells;
  } finally {
    await cloud.close();
  }
}
