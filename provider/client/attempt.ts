import { blameName } from "./blameName";
import { cleanWords } from "./cleanWords";
import type { CloudClock } from "./cloudClock";
import type { CloudError } from "./cloudError";
import type { Clock } from "./clock";
import type { Connections } from "./connections";
import { type Credentials, type Keys, NoCredentials } from "./credentials";
import { endpointUrl } from "./endpoint";
import { cloudError, type Failure, type Seen } from "./failure";
import { failureIn, requestIdIn, unexpectedAnswer } from "./judgeBody";
import { failureOf } from "./judgeThrown";
import { noCredentials } from "./noCredentials";
import { plainAnswer } from "./plainAnswer";
import { redactor } from "./redact";
import type { CloudRequest } from "./request";
import { send } from "./send";
import type { Environment, Settings } from "./settings";

/** What all calls of one `connect` share. */
export interface Line {
  readonly settings: Settings;
  readonly env: Environment;
  readonly connections: Connections;
  readonly credentials: Credentials;
  /** Every key that was in use so far. */
  readonly secrets: Set<string>;
  readonly clock: Clock;
  readonly cloudClock: CloudClock;
}

export type Result<Answer> =
  | { readonly ended: "answered"; readonly answer: Answer; readonly requestId: string | undefined }
  | { readonly ended: "failed"; readonly failure: Failure; readonly seen: Seen };

/** Sends a request once and judges what came back. */
export async function attemptOnce<Answer>(
  line: Line,
  request: CloudRequest<Answer>,
  keys: Keys,
  signal: AbortSignal | undefined,
): Promise<Result<Answer>> {
  const sentAt = line.clock.now();
  const outcome = await send(request, {
    endpoint: endpointUrl(request.product, request.regionId, line.settings.endpoints, line.env),
    keys,
    connections: line.connections,
    readTimeoutMs: line.settings.readTimeoutMs,
    signal: request.effect === "read" ? signal : undefined,
  });
  line.cloudClock.heard(outcome.flight.date, sentAt);
  const seen: Seen = { flight: outcome.flight, redact: redactor(line.secrets) };
  if (outcome.ended === "failed")
    return { ended: "failed", failure: await blameName(failureOf(outcome.thrown, seen)), seen };
  const body = cleanWords(plainAnswer(outcome.body), seen.redact);
  const failure = failureIn(body, seen);
  if (failure) return { ended: "failed", failure, seen };
  const checked = request.answer.safeParse(body);
  if (checked.success) return { ended: "answered", answer: checked.data, requestId: requestIdIn(body) };
  return { ended: "failed", failure: unexpectedAnswer(checked.error, body), seen };
}

/** The keys to sign with now. Rejects with a CloudError that says how to set some. */
export async function keysFor(
  line: Line,
  request: CloudRequest<unknown>,
  attempt: number,
  last?: CloudError,
): Promise<Keys> {
  try {
    const keys = await line.credentials.current();
    for (const secret of [keys.accessKeyId, keys.accessKeySecret, keys.securityToken])
      if (secret) line.secrets.add(secret);
    return keys;
  } catch (thrown) {
    if (!(thrown instanceof NoCredentials)) throw thrown;
    const failure = noCredentials(line.settings.credentials, thrown.message);
    // An earlier attempt may have been carried out all the same.
    throw errorWithoutAnswer(line, request, { ...failure, acted: last?.acted ?? failure.acted }, attempt);
  }
}

/** An error that no answer belongs to. */
export function errorWithoutAnswer(
  line: Line,
  request: CloudRequest<unknown>,
  failure: Failure,
  attempts: number,
): CloudError {
  return cloudError(request, failure, attempts, { flight: {}, redact: redactor(line.secrets) });
}
