import { readSettings } from "../../../provider/client";
import type { Context } from "../../../provider/runtime/context";
import type { CheckAnswer, Lifecycle, Properties } from "../../../provider/runtime/lifecycle";

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
    cloud: { account: "account", call: asked, close: () => undefined },
    reads: { snapshot: asked, disk: asked, host: asked, snapshotsOf: asked } as unknown as Context["reads"],
    poller: { wait: asked },
    urn: "urn:pulumi:dev::shop::pulumi-nodejs:restore:DiskSnapshot::data",
    log: { progress: () => undefined, info: () => undefined, warn: () => undefined },
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
