import { CloudError, readSettings } from "../../../provider/client";
import type { Context } from "../../../provider/runtime/context";
import { createHostLeases } from "../../../provider/runtime/hostLeases";
import type { CheckAnswer, Lifecycle } from "../../../provider/runtime/lifecycle";
import type { Properties } from "../../../provider/runtime/properties";
import { createTurns } from "../../../provider/runtime/turns";

const asked = (): never => {
  throw new Error("the cloud was asked");
};

/** For who may ask, and is to decide without an answer. */
const unanswered = (): Promise<never> =>
  Promise.reject(
    new CloudError({
      code: "ConnectionFailed",
      kind: "connection",
      service: "ecs",
      action: "DescribeDisks",
      target: "d-bp1",
      regionId: "cn-hangzhou",
      cloudMessage: "Nothing was sent.",
      acted: "no",
      next: "Check the network.",
      attempts: 1,
    }),
  );

/** A context in which nothing can be asked: what succeeds in it is decided from the arguments alone. */
export function offlineContext(
  config: Readonly<Record<string, string>> = { "alicloud:region": "cn-hangzhou" },
  cloud: "neverAsked" | "unanswered" = "neverAsked",
): Context {
  return {
    settings: readSettings(config, {}),
    killSwitch: undefined,
    previewOnlyLooks: false,
    clock: { now: () => Date.parse("2026-11-20T18:40:00Z"), sleep: asked },
    cloud: {
      account: "account",
      call: asked,
      now: () => Date.parse("2026-11-20T18:40:00Z"),
      close: () => undefined,
    },
    reads: new Proxy({}, { get: () => (cloud === "unanswered" ? unanswered : asked) }) as Context["reads"],
    poller: { wait: asked },
    turns: createTurns(),
    hostLeases: createHostLeases(),
    urn: "urn:pulumi:dev::shop::pulumi-nodejs:restore:DiskSnapshot::data",
    log: { progress: () => undefined, info: () => undefined, warn: () => undefined },
    random: () => 0.5,
    replacing: false,
    refreshing: false,
    signal: new AbortController().signal,
  };
}

/** Checks inputs without a cloud. */
export const checkOffline = (
  lifecycle: Lifecycle,
  inputs: Properties,
  { before = {}, config, cloud }: Offline = {},
): Promise<CheckAnswer> => lifecycle.check(offlineContext(config, cloud), { before, inputs });

export interface Offline {
  readonly before?: Properties;
  readonly config?: Readonly<Record<string, string>>;
  readonly cloud?: Parameters<typeof offlineContext>[1];
}
