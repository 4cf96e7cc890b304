import { readSettings } from "../../../provider/client";
import type { Context } from "../../../provider/runtime/context";
import { createHostLeases } from "../../../provider/runtime/hostLeases";
import type { CheckAnswer, Lifecycle, Properties } from "../../../provider/runtime/lifecycle";
import { createTurns } from "../../../provider/runtime/turns";

const asked = (): never => {
  throw new Error("the cloud was asked");
};

/** A context in which nothing can be asked: what succeeds in it is decided from the arguments alone. */
export function offlineContext(
  config: Readonly<Record<string, string>> = { "alicloud:region": "cn-hangzhou" },
): Context {
  return {
    settings: readSettings(config, {}),
    killSwitch: undefined,
    clock: { now: () => Date.parse("2026-11-20T18:40:00Z"), sleep: asked },
    cloud: {
      account: "account",
      call: asked,
      now: () => Date.parse("2026-11-20T18:40:00Z"),
      close: () => undefined,
    },
    reads: new Proxy({}, { get: () => asked }) as Context["reads"],
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
  { before = {}, config }: { before?: Properties; config?: Readonly<Record<string, string>> } = {},
): Promise<CheckAnswer> => lifecycle.check(offlineContext(config), { before, inputs });
