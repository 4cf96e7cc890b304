import { afterAll, beforeAll, beforeEach } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../../simulator/index";
import { caller, versions, type Parameters, type SignedRequest, type WireResponse } from "./signedClient";

type Call = (action: string, parameters?: Parameters, request?: SignedRequest) => Promise<WireResponse>;

export interface Simulated {
  readonly simulator: Simulator;
  readonly control: Simulator["control"];
  readonly ecs: Call;
  readonly swas: Call;
  readonly ecd: Call;
}

/** One simulator for a file, as new for each test. Its clock stands still: only `advance` moves it. */
export function simulated(options: SimulatorOptions = {}): Simulated {
  let simulator: Simulator | undefined;
  beforeAll(async () => {
    simulator = await startSimulator({ speed: 0, ...options });
  });
  beforeEach(() => simulator?.reset());
  afterAll(() => simulator?.close());
  const running = () => simulator!;
  const call =
    (version: string): Call =>
    (...parameters) =>
      caller(running().url, version)(...parameters);
  return {
    get simulator() {
      return running();
    },
    get control() {
      return running().control;
    },
    ecs: call(versions.ecs),
    swas: call(versions.swas),
    ecd: call(versions.ecd),
  };
}

/** Status, code and text of an answer that is an error. */
export function refusal({ status, body }: WireResponse): [number, string, string] {
  return [status, body?.Code, body?.Message];
}

/** A complete snapshot of an ECS disk. */
export async function completeSnapshot({ ecs, control }: Simulated, DiskId: string): Promise<string> {
  const { status, body } = await ecs("CreateSnapshot", { DiskId });
  if (status !== 200) throw new Error(`no snapshot of ${DiskId}: ${body?.Code}`);
  await control.advance("1h");
  return body.SnapshotId;
}
