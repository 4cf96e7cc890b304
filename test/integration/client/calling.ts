import { z } from "zod";
import {
  type Clock,
  type Cloud,
  CloudError,
  type CloudRequest,
  connect,
  type Effect,
  readSettings,
} from "../../../provider/client";

export const SECRETS = {
  accessKeyId: "LTAI5tTestKeyOfTheClient",
  accessKeySecret: "s3cret/of+the=client",
  securityToken: "CAIStoken/of+the=client&more",
};

/** A clock that jumps instead of waiting, and tells how long it was asked to wait. */
export interface FakeClock extends Clock {
  readonly slept: number[];
}

export function fakeClock(): FakeClock {
  let now = Date.UTC(2026, 10, 20);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

export interface Caller {
  readonly cloud: Cloud;
  readonly clock: FakeClock;
}

/** Random numbers are always 0.5: the delays are 1000, 1750, 2875 ms after faults, 2000, 3500, 5750 ms after throttling. */
export function callerOf(address: string, config: Record<string, string> = {}, clock = fakeClock()): Caller {
  const settings = readSettings(
    {
      "alicloud:accessKey": SECRETS.accessKeyId,
      "alicloud:secretKey": SECRETS.accessKeySecret,
      "alicloud:securityToken": SECRETS.securityToken,
      "alicloud:endpoints": JSON.stringify({ ecs: address }),
      ...config,
    },
    {},
  );
  return { clock, cloud: connect(settings, { clock, env: {}, random: () => 0.5 }) };
}

const product = {
  service: "ecs",
  version: "2014-05-26",
  endpointVariable: "ALIBABA_CLOUD_ENDPOINT_ECS",
  endpoint: (regionId: string) => `ecs.${regionId}.aliyuncs.com`,
};

export function requestOf(
  effect: Effect,
  parameters: CloudRequest<unknown>["parameters"] = {},
): CloudRequest<{ RequestId: string }> {
  return {
    product,
    regionId: "cn-hangzhou",
    action: effect === "read" ? "DescribeDisks" : "ResetDisk",
    parameters,
    answer: z.object({ RequestId: z.string() }),
    effect,
    target: "d-1 → s-2",
  };
}

/** The CloudError that a call rejects with. */
export async function failureOf(call: Promise<unknown>): Promise<CloudError> {
  const thrown = await call.then(
    () => new Error("the call succeeded"),
    (error: unknown) => error,
  );
  if (thrown instanceof CloudError) return thrown;
  throw thrown;
}
