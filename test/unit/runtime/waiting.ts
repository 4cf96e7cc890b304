import { CloudError, type ErrorKind } from "../../../provider/client";
import { createPoller, type Verdict, type Wait } from "../../../provider/runtime/poller";
import { virtualClock } from "./virtualClock";

export const polling = { shortestMs: 1_000, longestMs: 60_000, soonestMs: 3_000, settleMs: 15_000 };

/** A poller on a virtual clock, without jitter unless asked for, and a short way to wait with it. */
export function waitingRoom(random = () => 0.5) {
  const clock = virtualClock();
  const poller = createPoller(clock, random);
  const looks: { readonly name: string; readonly at: number }[] = [];
  return {
    clock,
    looks,
    /** When a waiter was looked at, in seconds from the beginning. */
    looksAt: (name: string) => looks.filter((look) => look.name === name).map(({ at }) => at / 1_000),
    wait: <Value>(
      name: string,
      verdict: (elapsedMs: number) => Verdict<Value> | Promise<Verdict<Value>>,
      wait: Partial<Wait<Value>> = {},
    ) =>
      poller.wait<Value>({
        lane: "lane",
        polling,
        machineIsDown: false,
        what: `${name} to be done`,
        timeoutMs: 3_600_000,
        signal: new AbortController().signal,
        seen: () => undefined,
        ...wait,
        look: async (elapsedMs) => {
          looks.push({ name, at: clock.elapsed() });
          return verdict(elapsedMs);
        },
      }),
  };
}

export const done = <Value>(value: Value): Verdict<Value> => ({ kind: "done", value });
export const pending = (words: string, remainingMs?: number): Verdict<never> => ({
  kind: "pending",
  words,
  remainingMs,
});

/** Done when so much time has passed, and able to tell how much is left. */
export const estimating = (endMs: number) => (elapsedMs: number) =>
  elapsedMs >= endMs ? done("value") : pending("on its way", endMs - elapsedMs);
/** Done when so much time has passed; nobody can tell before. */
export const silent = (endMs: number) => (elapsedMs: number) =>
  elapsedMs >= endMs ? done("value") : pending("on its way");

export const cloudError = (kind: ErrorKind, code: string) =>
  new CloudError({
    code,
    kind,
    service: "ecs",
    action: "DescribeSnapshots",
    target: "s-1",
    regionId: "cn-hangzhou",
    cloudMessage: "No.",
    acted: "no",
    next: "Try something else.",
    attempts: 1,
  });

export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const thrown: unknown = await promise.then(
    () => new Error("it was fulfilled"),
    (error: unknown) => error,
  );
  if (thrown instanceof Error) return thrown;
  throw new Error(`no Error was thrown: ${String(thrown)}`);
}
