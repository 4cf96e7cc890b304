import { CloudError, type Clock, type ErrorKind } from "../client";
import { durationWords } from "../lifecycle/duration";
import type { Polling } from "../services/service";
import { LifecycleError } from "./lifecycleError";

/** What a look at a thing means for whoever waits for it. */
export type Verdict<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed"; readonly words: string }
  | {
      readonly kind: "pending";
      readonly words: string;
      /** How long it may still take, where that can be told. */
      readonly remainingMs?: number | undefined;
    };

export interface Wait<Value> {
  /** The loop this wait shares: waits of one account, region, service and kind of thing look together. */
  readonly lane: string;
  readonly polling: Polling;
  /** What is waited for, for messages: "snapshot s-1 to be complete". */
  readonly what: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  look(elapsedMs: number): Promise<Verdict<Value>>;
  /** Told after every look that did not end the wait. */
  seen(words: string, elapsedMs: number): void;
}

/** Ends in the value, or in an error that lists what was seen; never in silence. */
export interface Poller {
  wait<Value>(wait: Wait<Value>): Promise<Value>;
}

export class WaitError extends LifecycleError {
  constructor(
    message: string,
    readonly reason: "failed" | "timeout" | "interrupted" | "unreadable",
  ) {
    super(message);
  }
}

/**
 * One loop for each lane, however many resources wait: all waits of a lane look in the same moment, so that
 * their reads leave in batches, and the pause until the next look follows the soonest expected end.
 */
export function createPoller(clock: Clock, random: () => number): Poller {
  const lanes = new Map<string, Lane>();
  return {
    wait: <Value>(wait: Wait<Value>) =>
      new Promise<Value>((resolve, reject) => {
        const lane = lanes.get(wait.lane) ?? {
          waiting: new Set(),
          looping: false,
          wakeAt: Infinity,
          rouse: undefined,
        };
        lanes.set(wait.lane, lane);
        const waiter = createWaiter(wait, clock, resolve, reject, () => leave(lane, waiter));
        lane.waiting.add(waiter);
        if (waiter.lookAt < lane.wakeAt) lane.rouse?.abort();
        if (!lane.looping) void run(lane);
      }),
  };

  async function run(lane: Lane): Promise<void> {
    lane.looping = true;
    while (lane.waiting.size > 0) {
      await pause(lane);
      const due = [...lane.waiting];
      if (Math.min(...due.map((waiter) => waiter.lookAt)) > clock.now()) continue;
      await Promise.all(due.map((waiter) => waiter.look(random)));
    }
    lane.looping = false;
  }

  async function pause(lane: Lane): Promise<void> {
    lane.wakeAt = Math.min(...[...lane.waiting].map((waiter) => waiter.lookAt));
    lane.rouse = new AbortController();
    await clock.sleep(Math.max(0, lane.wakeAt - clock.now()), lane.rouse.signal).catch(() => undefined);
    lane.rouse = undefined;
  }
}

interface Lane {
  readonly waiting: Set<Waiter>;
  looping: boolean;
  wakeAt: number;
  rouse: AbortController | undefined;
}

interface Waiter {
  lookAt: number;
  look(random: () => number): Promise<void>;
}

function leave(lane: Lane, waiter: Waiter): void {
  lane.waiting.delete(waiter);
  lane.rouse?.abort();
}

function createWaiter<Value>(
  wait: Wait<Value>,
  clock: Clock,
  resolve: (value: Value) => void,
  reject: (error: Error) => void,
  left: () => void,
): Waiter {
  const startedAt = clock.now();
  const deadline = startedAt + wait.timeoutMs;
  const seen: string[] = [];
  let looks = 0;

  const end = (settle: () => void) => {
    wait.signal.removeEventListener("abort", interrupted);
    left();
    settle();
  };
  const fail = (reason: WaitError["reason"], words: string) => {
    // A failure is itself what was seen last.
    const sights = seen.join("; ") || (reason === "failed" ? "" : "nothing yet");
    end(() => reject(new WaitError(`${words}.${sights && ` Seen: ${sights}.`}`, reason)));
  };
  const interrupted = () => fail("interrupted", `Interrupted while waiting for ${wait.what}`);
  const note = (words: string) => {
    if (!seen.at(-1)?.startsWith(`${words} (`))
      seen.push(`${words} (${durationWords(clock.now() - startedAt)})`);
    if (seen.length > noted) seen.splice(1, 1);
  };

  const waiter: Waiter = {
    lookAt: Math.min(deadline, startedAt + wait.polling.shortestMs),
    async look(random) {
      const verdict = await attempt(() => wait.look(clock.now() - startedAt));
      if (wait.signal.aborted) return;
      if (verdict.kind === "done") return end(() => resolve(verdict.value));
      if (verdict.kind === "unreadable") return end(() => reject(verdict.error));
      if (verdict.kind === "failed") return fail("failed", verdict.words);
      note(verdict.words);
      if (clock.now() >= deadline)
        return fail("timeout", `Waited ${durationWords(wait.timeoutMs)} for ${wait.what}, in vain`);
      wait.seen(verdict.words, clock.now() - startedAt);
      looks += 1;
      const delay = nextDelay(wait.polling, verdict.remainingMs, looks) * (0.9 + 0.2 * random());
      waiter.lookAt = Math.min(deadline, clock.now() + delay);
    },
  };
  if (wait.signal.aborted) queueMicrotask(interrupted);
  else wait.signal.addEventListener("abort", interrupted, { once: true });
  return waiter;
}

/** How many distinct sights an error lists; the first is always among them. */
const noted = 12;

/** Most of the expected rest, so that a wrong estimate costs little; without one, ever longer pauses. */
export function nextDelay(polling: Polling, remainingMs: number | undefined, looks: number): number {
  const wanted = remainingMs === undefined ? polling.shortestMs * 1.5 ** (looks - 1) : remainingMs * 0.7;
  return Math.min(polling.longestMs, Math.max(polling.shortestMs, wanted));
}

type Look<Value> = Verdict<Value> | { readonly kind: "unreadable"; readonly error: Error };

/** A read that failed for a passing reason is a look without a result; any other failure ends the wait. */
async function attempt<Value>(look: () => Promise<Verdict<Value>>): Promise<Look<Value>> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CloudError && passing.has(error.kind))
      return { kind: "pending", words: `could not look: ${error.code}` };
    return { kind: "unreadable", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const passing: ReadonlySet<ErrorKind> = new Set([
  "throttled",
  "unavailable",
  "connection",
  "timeout",
  "badAnswer",
  "unknownHost",
  "foreignAnswer",
  "busy",
]);
