import { CloudError, type CloudRequest } from "../../client";
import { durationMs, durationWords } from "../../lifecycle/duration";
import type { HostFacts } from "../../lifecycle/facts";
import { failureWords, LifecycleError } from "../../runtime/lifecycleError";
import { WaitError, type Verdict } from "../../runtime/poller";
import type { Looks } from "../../runtime/reads";
import { answeredBy } from "../model/run";
import type { Step } from "./step";

export interface PowerWait {
  readonly wanted: "running" | "stopped";
  /** Until then the wanted state counts only after another one. */
  readonly notBefore?: number | undefined;
  readonly timeout: string;
  /** What to send when the host is at rest in the other state; nothing where somebody else is to do it. */
  readonly ask: CloudRequest<unknown> | undefined;
  readonly signal: AbortSignal;
  /** Before it is asked for; what is answered is called where the cloud has refused it for certain. */
  sent?(host: HostFacts): () => void;
  readonly hint: string;
}

export interface PowerSeen {
  /** It was in another state before. */
  readonly changed: boolean;
  /** As it was seen last. */
  readonly host: HostFacts | undefined;
}

/** Waits until a host is at rest in the wanted state, and asks for it where it is to. */
export async function awaitPower(step: Step, hostId: string, wait: PowerWait): Promise<PowerSeen> {
  const { context, desired } = step;
  const { service, regionId } = desired;
  const other = wait.wanted === "running" ? "stopped" : "running";
  let asked = false;
  let changed = false;
  let last: HostFacts | undefined;
  const see = async (reads: Looks): Promise<Verdict<void>> => {
    const host = await reads.host(service, regionId, hostId);
    last = host;
    if (!host) return { kind: "failed", words: `There is no ${service.hostWord} ${hostId} any more` };
    changed ||= host.state !== wait.wanted;
    const settled = changed || context.cloud.now() >= (wait.notBefore ?? 0);
    if (host.state === wait.wanted && settled) return { kind: "done", value: undefined };
    if (host.state === other && wait.ask && !asked) {
      const unsent = wait.sent?.(host);
      asked = await send(step, wait.ask, unsent);
      context.log.progress(
        `${wait.wanted === "running" ? "starting" : "stopping"} ${service.hostWord} ${hostId}`,
      );
    }
    return { kind: "pending", words: words(service.hostWord, host, wait) };
  };
  // The first look comes at once: a host in the wanted state costs no waiting. It is a patient one.
  if ((await see(context.reads)).kind === "done") return { changed: false, host: last };
  await context.poller
    .wait<void>({
      lane: `${context.cloud.account}/${regionId}/${service.name}/hosts`,
      polling: service.polling,
      // Who waits for somebody else to stop the host waits beside a machine that runs.
      machineIsDown: wait.ask !== undefined,
      ...(wait.ask === undefined ? {} : { kind: wait.ask.action }),
      what: `${service.hostWord} ${hostId} to be ${wait.wanted}`,
      timeoutMs:
        durationMs(wait.timeout) + (changed ? 0 : Math.max(0, (wait.notBefore ?? 0) - context.cloud.now())),
      signal: wait.signal,
      look: () => see(context.reads.looks),
      seen: (seen, elapsedMs) => context.log.progress(`${seen}, ${durationWords(elapsedMs)}`),
    })
    .catch((error: unknown) => {
      throw new LifecycleError(failureWords(error, isTimeout(error) ? wait.hint : ""));
    });
  return { changed, host: last };
}

const isTimeout = (error: unknown): boolean => error instanceof WaitError && error.reason === "timeout";

const words = (hostWord: string, { hostId, statusWord }: HostFacts, { wanted, ask }: PowerWait) =>
  ask
    ? `${wanted === "running" ? "starting" : "stopping"} ${hostWord} ${hostId} (${statusWord})`
    : `waiting for ${hostWord} ${hostId} to be ${wanted} (${statusWord})`;

/**
 * The state may have changed since it was read: then the next look shows it, and asks again if need be. It may be an
 * attempt of this very request that has changed it, whose answer was lost.
 */
async function send(
  { context, tell }: Step,
  request: CloudRequest<unknown>,
  unsent: (() => void) | undefined,
): Promise<boolean> {
  try {
    await context.cloud.call(request, {
      deadline: context.clock.now() + durationMs("2m"),
      onAnswer: (requestId) => tell((run) => answeredBy(run, requestId)),
    });
    return true;
  } catch (error) {
    if (error instanceof CloudError && error.acted === "no") unsent?.();
    if (error instanceof CloudError && (error.kind === "wrongState" || error.kind === "busy")) return false;
    throw error;
  }
}
