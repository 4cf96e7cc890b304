import { services } from "../../../provider/services";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";
import { atFileEnd } from "./atFileEnd";

/** A simulator on a free port, closed when the test file ends. */
export async function startSimulatedCloud(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  atFileEnd(() => simulator.close());
  return simulator;
}

/** What points a program at a simulator: its key, and itself as the endpoint of every service. */
export function simulatorEnvironment({
  url,
  accessKeyId,
  accessKeySecret,
}: Pick<Simulator, "url" | "accessKeyId" | "accessKeySecret">): Record<string, string> {
  const variables = Object.values(services).map(({ product }) => product.endpointVariable);
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ...Object.fromEntries(variables.map((name) => [name, url])),
  };
}
