// @ts-check
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { engineEnvironment } from "../engine/engineEnvironment.mjs";
import { ROOT } from "../repository.mjs";
import { readEvents } from "./events.mjs";
import { runEngine } from "./runEngine.mjs";

/** @typedef {import("../engine/findEngine.mjs").Engine} Engine */
/** @typedef {import("../../simulator/index.js").Simulator} Simulator */
/** @typedef {import("../../simulator/index.js").SimulatorOptions} SimulatorOptions */

/** What this machine may know and the child processes must not: real keys, other stacks, settings of npm. */
const NOT_FOR_CHILDREN = /^(ALICLOUD|ALIBABA|ALIYUN|PULUMI|npm_)|^(INIT_CWD|HOME|USERPROFILE)$/i;

/** These take an event log. */
const OPERATIONS = new Set(["preview", "up", "destroy"]);

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

/**
 * A simulated cloud in this process, and a folder for state and settings; `close` puts both away.
 * @param {object} options
 * @param {Engine} options.engine
 * @param {SimulatorOptions} options.cloud
 * @param {import("./interruption.mjs").Interruption} options.interruption
 */
export async function openStage({ engine, cloud, interruption }) {
  const { startSimulator } = await builtSimulator();
  await mkdir(join(ROOT, ".tmp"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".tmp", "stage-"));
  const simulator = await startSimulator(cloud);
  const environment = await stageEnvironment({ engine, folder, simulator });
  /** @type {string[]} */
  const files = [];
  let runs = 0;

  return {
    folder,
    control: simulator.control,
    /**
     * Runs one command of the engine in `project`; what the operations told is in `told`.
     * @param {readonly string[]} args
     * @param {{ project: string, shown?: boolean }} where
     */
    async pulumi(args, { project, shown = false }) {
      const log = join(folder, `events-${(runs += 1)}.jsonl`);
      const noted = OPERATIONS.has(args[0] ?? "") ? [...args, "--event-log", log] : args;
      const common = { path: engine.path, folder: project, environment, interruption };
      const ended = await runEngine({ ...common, args: noted, shown });
      return { ...ended, told: await readEvents(log) };
    },
    /** @param {string} file removed at the end, with the folder */
    alsoRemove: (file) => void files.push(file),
    async close() {
      await simulator.close();
      await Promise.all([folder, ...files].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

/**
 * From dist, as users have it. Not named in an `import`: while dist is not built, the compiler would not find it.
 * @returns {Promise<typeof import("../../simulator/index.js")>}
 */
function builtSimulator() {
  return import(pathToFileURL(join(ROOT, "dist", "simulator", "index.js")).href);
}

/**
 * Only the child processes know of the simulated cloud and its key, and they know of nothing else.
 * @param {{ engine: Engine, folder: string, simulator: Simulator }} options
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function stageEnvironment({ engine, folder, simulator }) {
  const [home, state] = [join(folder, "home"), join(folder, "state")];
  await Promise.all([home, state].map((path) => mkdir(path)));
  const machine = Object.entries(process.env).filter(([name]) => !NOT_FOR_CHILDREN.test(name));
  return {
    ...engineEnvironment(engine, Object.fromEntries(machine)),
    // ~/.aliyun, ~/.alibabacloud and ~/.pulumi are looked for here.
    HOME: home,
    USERPROFILE: home,
    PULUMI_HOME: join(home, ".pulumi"),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "thrown-away",
    // The types of the programs are checked with those of the repository.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // @pulumi/alicloud stands beside the programs, and none of them uses it: its plugin is not to be looked for.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Lets --event-log be given.
    PULUMI_DEBUG_COMMANDS: "true",
    ALIBABA_CLOUD_ACCESS_KEY_ID: simulator.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: simulator.accessKeySecret,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ENDPOINT_ECS: simulator.url,
    ALIBABA_CLOUD_ENDPOINT_SWAS: simulator.url,
    ALIBABA_CLOUD_ENDPOINT_ECD: simulator.url,
  };
}
