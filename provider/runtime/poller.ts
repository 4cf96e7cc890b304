import { CloudError, type Clock, type ErrorKind } from "../client";
import { durationWords } from "../lifecycle/duration";
import type { Polling } from "../services/service";
import { LifecycleError } from "./lifecycleError";
import { expectedMs, pauseAfter } from "./pace";

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
  /** Every second of the wait is a second of downtime. */
  readonly machineIsDown: boolean;
  /** Waits of one kind take similar times, and none less than the service's `soonestMs`. */
  readonly kind?: string;
  /** The first look comes after the shortest pause, though it is too early for the end: it is to see the change. */
  readonly seesChange?: boolean;
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
 * their reads leave in batches, and the pause until the next look follows the soonest expected end. Between two looks
 * of a lane the shortest pause passes, whoever joins it meanwhile.
 */
export function createPoller(clock: Clock, random: () => number): Poller {
  const lanes = new Map<string, Lane>();
  const ended = endedWaits();
  return {
    wait: <Value>(wait: Wait<Value>) =>
      new Promise<Value>((resolve, reject) => {
        const lane = lanes.get(wait.lane) ?? {
          waiting: new Set(),
          looping: false,
          wakeAt: Infinity,
          nextLookAt: -Infinity,
          rouse: undefined,
        };
        lanes.set(wait.lane, lane);
        const waiter = createWaiter(wait, { clock, ended, resolve, reject, left: () => leave(lane, waiter) });
        lane.waiting.add(waiter);
        if (wakeAt(lane) < lane.wakeAt) lane.rouse?.abort();
        if (!lane.looping) void run(lane);
      }),
  };

  async function run(lane: Lane): Promise<void> {
    lane.looping = true;
    while (lane.waiting.size > 0) {
      await pause(lane);
      if (wakeAt(lane) > clock.now()) continue;
      const looking = [...lane.waiting];
      lane.nextLookAt = clock.now() + Math.min(...looking.map(({ polling }) => polling.shortestMs));
      await Promise.all(looking.map((waiter) => waiter.look(random())));
    }
    lane.looping = false;
  }

  async function pause(lane: Lane): Promise<void> {
    lane.wakeAt = wakeAt(lane);
    lane.rouse = new AbortController();
    await clock.sleep(Math.max(0, lane.wakeAt - clock.now()), lane.rouse.signal).catch(() => undefined);
    lane.rouse = undefined;
  }
}

interface Lane {
  readonly waiting: Set<Waiter>;
  looping: boolean;
  wakeAt: number;
  /** Not before this moment, unless the time of a wait is up. */
  nextLookAt: number;
  rouse: AbortController | undefined;
}

interface Waiter {
  readonly polling: Polling;
  readonly deadline: number;
  lookAt: number;
  look(random: number): Promise<void>;
}

/** When the lane looks next. */
function wakeAt({ waiting, nextLookAt }: Lane): number {
  return Math.min(
    ...[...waiting].map(({ lookAt, deadline }) => Math.min(deadline, Math.max(lookAt, nextLookAt))),
  );
}

function leave(lane: Lane, waiter: Waiter): void {
  lane.waiting.delete(waiter);
  lane.rouse?.abort();
}

interface Surroundings<Value> {
  readonly clock: Clock;
  readonly ended: EndedWaits;
  resolve(value: Value): void;
  reject(error: Error): void;
  left(): void;
}

function createWaiter<Value>(wait: Wait<Value>, surroundings: Surroundings<Value>): Waiter {
  const { clock, ended, resolve, reject, left } = surroundings;
  const { polling, machineIsDown } = wait;
  const startedAt = clock.now();
  const deadline = startedAt + wait.timeoutMs;
  const soonest = startedAt + (wait.kind === undefined ? 0 : expectedMs(polling, ended.of(wait)));
  const early = startedAt + polling.shortestMs;
  const seen: string[] = [];
  let looks = 0;
  let throttled = 0;

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
    polling,
    deadline,
    lookAt: wait.seesChange ? early : Math.max(early, soonest),
    async look(random) {
      const began = clock.now();
      const verdict = await attempt(() => wait.look(began - startedAt));
      if (wait.signal.aborted) return;
      if (verdict.kind === "done") {
        ended.add(wait, began - startedAt);
        return end(() => resolve(verdict.value));
      }
      if (verdict.kind === "unreadable") return end(() => reject(verdict.error));
      if (verdict.kind === "failed") return fail("failed", verdict.words);
      note(verdict.words);
      const now = clock.now();
      if (now >= deadline)
        return fail("timeout", `Waited ${durationWords(wait.timeoutMs)} for ${wait.what}, in vain`);
      wait.seen(verdict.words, now - startedAt);
      looks += 1;
      throttled = verdict.throttled ? throttled + 1 : 0;
      const pause = pauseAfter({
        ...{ polling, machineIsDown, looks, throttled, random },
        elapsedMs: began - startedAt,
        remainingMs: verdict.remainingMs,
      });
      // A look that took long was throttled: the pause after it is at least as long, within limits.
      const rest = Math.min(now - began, polling.longestMs);
      waiter.lookAt = Math.max(soonest, began + pause, now + rest);
    },
  };
  if (wait.signal.aborted) queueMicrotask(interrupted);
  else wait.signal.addEventListener("abort", interrupted, { once: true });
  return waiter;
}

/** How many distinct sights an error lists; the first is always among them. */
const noted = 12;

/** How long the last waits of each kind took that ended well. */
interface EndedWaits {
  of(wait: Similar): readonly number[];
  add(wait: Similar, elapsedMs: number): void;
}

type Similar = Pick<Wait<unknown>, "lane" | "kind">;

function endedWaits(): EndedWaits {
  const times = new Map<string, readonly number[]>();
  const nameOf = ({ lane, kind }: Similar) => `${lane}/${kind}`;
  const of = (wait: Similar) => times.get(nameOf(wait)) ?? [];
  return {
    of,
    add: (wait, elapsedMs) => void times.set(nameOf(wait), [...of(wait), elapsedMs].slice(-remembered)),
  };
}

/** How many waits of a kind are remembered. */
const remembered = 5;

type Look<Value> =
  Exclude<Verdict<Value>, Pending> | (Pending & { readonly throttled?: boolean }) | Unreadable;
type Pending = Extract<Verdict<unknown>, { kind: "pending" }>;
interface Unreadable {
  readonly kind: "unreadable";
  readonly error: Error;
}

/** A read that failed for a passing reason is a look without a result; any other failure ends the wait. */
async function attempt<Value>(look: () => Promise<Verdict<Value>>): Promise<Look<Value>> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CloudError && passing.has(error.kind))
      return {
        kind: "pending",
        words: `could not look: ${error.code}`,
        throttled: error.kind === "throttled",
      };
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
