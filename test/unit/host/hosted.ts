import { afterAll, beforeAll, beforeEach } from "vitest";
import { isBuilt } from "../../../tools/build.mjs";
import { startSimulator, type Simulator } from "../../../simulator/index";
import { startEngineServer, type EngineServer } from "./engineServer";
import { startProviderProcess, type ProviderProcess } from "./providerProcess";

export const startMs = 60_000;

/** The texts in users' states. */
export const providerText = {
  DiskSnapshot: 'exports.handler = () => require("pulumi-alicloud-restore/provider").diskSnapshot;',
  DiskRollback: 'exports.handler = () => require("pulumi-alicloud-restore/provider").diskRollback;',
} as const;

export const urn = (kind: keyof typeof providerText, name = "mine") =>
  `urn:pulumi:dev::shop::pulumi-nodejs:restore:${kind}::${name}`;

/** Properties as a program's constructor sends them. */
export const shimmed = (
  kind: keyof typeof providerText,
  properties: Record<string, unknown>,
  name?: string,
) => ({
  ...properties,
  __provider: providerText[kind],
  __urn: urn(kind, name),
});

export interface Hosted {
  readonly simulator: Simulator;
  readonly engine: EngineServer;
  readonly provider: ProviderProcess;
}

/** The provider as the package publishes it, in a process of its own, between a fake engine and a simulated cloud. */
export function hosted(environment: Readonly<Record<string, string>> = {}): Hosted {
  let simulator: Simulator;
  let engine: EngineServer;
  let provider: ProviderProcess;
  beforeAll(async () => {
    if (!(await isBuilt())) throw new Error("dist/ is older than its sources: npm run build");
    [simulator, engine] = await Promise.all([
      startSimulator({ durations: { snapshot: "500ms", reset: "500ms" } }),
      startEngineServer(),
    ]);
    const config = {
      "alicloud:region": "cn-hangzhou",
      "alicloud:endpoints": JSON.stringify({ ecs: `127.0.0.1:${simulator.port}` }),
    };
    const keys = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: simulator.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: simulator.accessKeySecret,
    };
    provider = await startProviderProcess(engine, { ...keys, ...environment }, config);
  }, startMs);
  beforeEach(() => {
    simulator.reset();
    engine.logged.length = 0;
  });
  afterAll(async () => {
    await provider?.end();
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
    get provider() {
      return provider;
    },
  };
}
