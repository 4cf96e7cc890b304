import type { CloudError, Effect } from "../../../provider/client";
import { callerOf, failureOf, requestOf } from "./calling";
import { type Behaviour, startGateway } from "./gateway";

export interface Ended {
  readonly error: CloudError;
  /** How many requests arrived. */
  readonly sends: number;
  readonly slept: readonly number[];
}

/** How a call ends at a gateway that behaves so. */
export async function endOf(
  effect: Effect,
  behaviours: [Behaviour, ...Behaviour[]],
  config: Record<string, string> = {},
): Promise<Ended> {
  const gateway = await startGateway(...behaviours);
  const { cloud, clock } = callerOf(gateway.address, config);
  const error = await failureOf(cloud.call(requestOf(effect)));
  cloud.close();
  await gateway.close();
  return { error, sends: gateway.requests.length, slept: clock.slept };
}
