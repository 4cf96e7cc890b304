import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator, type Simulator } from "../../simulator/index";
import { fastNow } from "./fastTime";
import { seed, type Subject } from "./subjects";

/** A simulated cloud whose state can be copied: one kill, and then every way to go on from it. */
export interface Cloud extends Simulator {
  readonly stateFile: string;
  /** How much later it is here than in the other clouds of the test. */
  readonly laterMs: number;
}

export interface Clouds {
  /** A seeded cloud for a subject. */
  start(subject: Subject): Promise<Cloud>;
  /** A cloud of its own that begins where another one is, some time later. */
  fork(cloud: Cloud, laterMs?: number): Promise<Cloud>;
  dispose(): Promise<void>;
}

export async function createClouds(): Promise<Clouds> {
  const folder = await mkdtemp(join(tmpdir(), "crash-"));
  let count = 0;
  const open = async (stateFile: string, settings: Subject["settings"], laterMs = 0): Promise<Cloud> => {
    const machineNow = () => fastNow(laterMs);
    const simulator = await startSimulator({ ...settings, stateFile, machineNow });
    return Object.assign(simulator, { stateFile, laterMs });
  };
  const newFile = () => join(folder, `${++count}.json`);
  return {
    async start(subject) {
      const cloud = await open(newFile(), subject.settings);
      await seed(cloud, subject);
      await cloud.control.clearCalls();
      return cloud;
    },
    async fork(cloud, laterMs = 0) {
      const copy = newFile();
      await copyFile(cloud.stateFile, copy);
      return open(copy, {}, cloud.laterMs + laterMs);
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
