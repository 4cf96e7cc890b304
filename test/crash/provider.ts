import type { Simulator } from "../../simulator/index";
import { startEngineServer, type Logged } from "../unit/host/engineServer";
import { startProviderProcess, type ProviderProcess } from "../unit/host/providerProcess";
import { fastEnvironment } from "./fastTime";

/** A provider process that can be killed like one whose machine loses its power. */
export interface MortalProvider extends ProviderProcess {
  /** What it told the engine. */
  readonly logged: readonly Logged[];
  /** SIGKILL: nothing of it runs afterwards. */
  kill(): Promise<void>;
}

export interface ProviderOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
}

/** The provider as the package publishes it, in the SDK's host, in a process of its own on the fast clock. */
export async function startProvider(
  simulator: Simulator,
  { environment = {}, config = {} }: ProviderOptions = {},
): Promise<MortalProvider> {
  const engine = await startEngineServer();
  const endpoint = `127.0.0.1:${simulator.port}`;
  const provider = await startProviderProcess(
    engine,
    {
      ...fastEnvironment,
      ALIBABA_CLOUD_ACCESS_KEY_ID: simulator.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: simulator.accessKeySecret,
      ...environment,
    },
    {
      "alicloud:region": "cn-hangzhou",
      "alicloud:endpoints": JSON.stringify({ ecs: endpoint, swas: endpoint, ecd: endpoint }),
      // On the fast clock the usual half minute is over in a moment of a busy machine.
      "alicloud:clientReadTimeout": "3000000",
      ...config,
    },
  );
  const end = async () => {
    await provider.end();
    engine.close();
  };
  return {
    ...provider,
    logged: engine.logged,
    end,
    kill: () => {
      process.kill(processId(provider), "SIGKILL");
      return end();
    },
  };
}

function processId(provider: ProviderProcess): number {
  const [, id] = /^process (\d+)$/m.exec(provider.printed()) ?? [];
  if (id === undefined) throw new Error(`the provider has not told its process: ${provider.printed()}`);
  return Number(id);
}
