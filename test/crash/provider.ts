import { startEngineServer, type Logged } from "../unit/host/engineServer";
import { startProviderProcess, type ProviderProcess } from "../unit/host/providerProcess";
import type { Cloud } from "./clouds";
import { fastEnvironment } from "./fastTime";

/** A provider process that can be killed like one whose machine loses its power. */
export interface MortalProvider extends ProviderProcess {
  /** What it told the engine. */
  readonly logged: readonly Logged[];
  /** Resolves when it has said so. */
  heard(words: RegExp): Promise<unknown>;
  /** SIGKILL: nothing of it runs afterwards. */
  kill(): Promise<void>;
}

export interface ProviderOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
  /** How far its machine's clock is ahead of the cloud's. */
  readonly skewMs?: number;
}

/** The provider as the package publishes it, in the SDK's host, in a process of its own on the fast clock. */
export async function startProvider(
  cloud: Cloud,
  { environment = {}, config = {}, skewMs = 0 }: ProviderOptions = {},
): Promise<MortalProvider> {
  const engine = await startEngineServer();
  const endpoint = `127.0.0.1:${cloud.port}`;
  const provider = await startProviderProcess(
    engine,
    {
      ...fastEnvironment(cloud.laterMs + skewMs),
      ALIBABA_CLOUD_ACCESS_KEY_ID: cloud.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.accessKeySecret,
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
    heard: (words) => engine.heard(({ message }) => words.test(message)),
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
