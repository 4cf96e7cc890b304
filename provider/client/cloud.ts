import { accountKey } from "./account";
import { attemptOnce, errorWithoutAnswer, keysFor, type Line } from "./attempt";
import type { Clock } from "./clock";
import { cloudClock } from "./cloudClock";
import type { CloudError } from "./cloudError";
import { openConnections } from "./connections";
import { credentialsOf } from "./credentials";
import { secretsOf } from "./credentialSettings";
import { cloudError, type Failure } from "./failure";
import type { CallOptions, CloudRequest } from "./request";
import { PATIENCE_MS, retriesUntil } from "./retry";
import type { Environment, Settings } from "./settings";

/** The cloud as one identity sees it. */
export interface Cloud {
  /** Opaque, stable and free of secrets: one value for each identity and cloud. */
  readonly account: string;
  /**
   * Sends a request, again where that is safe, and checks the answer. Rejects with a CloudError; with a
   * ConfigurationError only where an endpoint for the region cannot be made out.
   */
  call<Answer>(request: CloudRequest<Answer>, options?: CallOptions): Promise<Answer>;
  /** The time by the cloud's clock, learnt from its answers; before the first one by this machine's. Epoch milliseconds. */
  now(): number;
  /** Closes the kept connections. */
  close(): void;
}

/** Time, environment and chance come from outside. */
export interface Surroundings {
  readonly clock: Clock;
  readonly env: Environment;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** Opens nothing yet: connections and credentials come with the first call. */
export function connect(settings: Settings, { clock, env, random }: Surroundings): Cloud {
  const line: Line = {
    settings,
    env,
    connections: openConnections(settings.connectTimeoutMs),
    credentials: credentialsOf(settings.credentials),
    secrets: new Set(secretsOf(settings.credentials)),
    clock,
    cloudClock: cloudClock(clock),
  };
  return {
    account: accountKey(settings),
    call: (request, options = {}) => call(line, request, options, random),
    now: () => line.cloudClock.now(),
    close: () => line.connections.close(),
  };
}

async function call<Answer>(
  line: Line,
  request: CloudRequest<Answer>,
  options: CallOptions,
  random: () => number,
): Promise<Answer> {
  const { clock } = line;
  const retries = retriesUntil(options.deadline ?? clock.now() + PATIENCE_MS, random);
  let last: CloudError | undefined;
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    if (options.signal?.aborted) throw interrupted(line, request, last);
    const keys = await keysFor(line, request, attempt, last);
    const result = await attemptOnce(line, request, keys, options.signal);
    if (result.ended === "answered") {
      if (result.requestId !== undefined) options.onAnswer?.(result.requestId);
      return result.answer;
    }

    // One attempt that may have been carried out is enough for the whole call, whatever the next one says.
    const acted = last?.acted === "unknown" ? "unknown" : result.failure.acted;
    const error = cloudError(request, { ...result.failure, acted }, attempt, result.seen);
    last = error;
    if (request.effect === "read" && options.signal?.aborted) throw interrupted(line, request, error);

    const renew: boolean = error.code === "InvalidSecurityToken.Expired" && !renewed;
    const delayMs = renew ? 0 : retries.after(error, request.effect, clock.now());
    if (delayMs === undefined) throw error;
    if (renew) line.credentials.renew(keys);
    renewed ||= renew;
    options.onRetry?.({ error, attempt, delayMs });
    // An abort is looked at when the loop begins again.
    if (delayMs > 0) await clock.sleep(delayMs, options.signal).catch(unlessAborted(options.signal));
    if (!options.signal?.aborted)
      await options.stillWanted?.().catch((cause: unknown) => {
        throw acted === "no" ? cause : error;
      });
  }
}

function unlessAborted(signal: AbortSignal | undefined): (thrown: unknown) => void {
  return (thrown) => {
    if (!signal?.aborted) throw thrown;
  };
}

function interrupted(line: Line, request: CloudRequest<unknown>, last: CloudError | undefined): CloudError {
  const failure: Failure = {
    code: "Cancelled",
    message: last ? `Interrupted after ${last.code}: ${last.cloudMessage}` : "Interrupted before it was sent",
    acted: last?.acted ?? "no",
  };
  return errorWithoutAnswer(line, request, failure, last?.attempts ?? 0);
}
