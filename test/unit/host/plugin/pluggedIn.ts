import { afterAll, beforeAll, beforeEach } from "vitest";
import { isBuilt } from "../../../../tools/build.mjs";
import { startSimulator, type Simulator } from "../../../../simulator/index";
import { startEngineServer, type EngineServer } from "../engineServer";
import { startPluginProcess, type PluginProcess } from "./pluginProcess";

export const startMs = 60_000;

export const urn = (kind: "DiskSnapshot" | "DiskRollback", name = "mine") =>
  `urn:pulumi:dev::shop::alicloud-restore:index:${kind}::${name}`;

export interface PluggedIn {
  readonly simulator: Simulator;
  readonly engine: EngineServer;
  readonly plugin: PluginProcess;
}

/** Settings that lead to a simulated cloud. */
export const configFor = (simulator: Simulator) => ({
  region: "cn-hangzhou",
  accessKey: simulator.accessKeyId,
  secretKey: simulator.accessKeySecret,
  endpoints: JSON.stringify({
    ecs: `127.0.0.1:${simulator.port}`,
    swas: `127.0.0.1:${simulator.port}`,
    ecd: `127.0.0.1:${simulator.port}`,
  }),
});

/** The plugin as the package publishes it, in a process of its own, between a fake engine and a simulated cloud. */
export function pluggedIn(config: Readonly<Record<string, string>> = {}): PluggedIn {
  let simulator: Simulator;
  let engine: EngineServer;
  let plugin: PluginProcess;
  beforeAll(async () => {
    if (!(await isBuilt())) throw new Error("dist/ is older than its sources: npm run build");
    [simulator, engine] = await Promise.all([
      startSimulator({ durations: { snapshot: "500ms", reset: "500ms", stop: "200ms", start: "200ms" } }),
      startEngineServer(),
    ]);
    plugin = await startPluginProcess([engine.address], {});
    await plugin.configure({ ...configFor(simulator), ...config });
  }, startMs);
  beforeEach(() => {
    simulator.reset();
    engine.logged.length = 0;
  });
  afterAll(async () => {
    await plugin?.end();
    engine?.close();
    await simulator?.close();
  });
  return {
    get simulator() {
      return simulator;
    },
    get engine() {
      return engine;
    },
    get plugin() {
      return plugin;
    },
  };
}
