import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator, type Simulator } from "../../simulator/index";
import { fastNow } from "./fastTime";
import { seed, type Subject } from "./subjects";

/** A simulated cloud whose state can be copied: one kill, and then every way to go on from it. */
export interface Cloud extends Simulator {
  readonly stateFile: string;
}

export interface Clouds {
  /** A seeded cloud for a subject. */
  start(subject: Subject): Promise<Cloud>;
  /** A cloud of its own that begins where another one is. */
  fork(cloud: Cloud): Promise<Cloud>;
  dispose(): Promise<void>;
}

export async function createClouds(): Promise<Clouds> {
  const folder = await mkdtemp(join(tmpdir(), "crash-"));
  let count = 0;
  const open = async (stateFile: string, settings: Subject["settings"]): Promise<Cloud> => {
    const simulator = await startSimulator({ ...settings, stateFile, machineNow: fastNow });
    return Object.assign(simulator, { stateFile });
  };
  const newFile = () => join(folder, `${++count}.json`);
  return {
    async start(subject) {
      const cloud = await open(newFile(), subject.settings);
      await seed(cloud, subject);
      await cloud.control.clearCalls();
      return cloud;
    },
    async fork({ stateFile }) {
      const copy = newFile();
      await copyFile(stateFile, copy);
      return open(copy, {});
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
