import type { CallOptions, Cloud, CloudRequest } from "../../provider/client";
import { cloudError, type Failure, type Seen } from "../../provider/client/failure";
import { cloudsError, unexpectedAnswer } from "../../provider/client/judgeBody";
import { PATIENCE_MS, retriesUntil } from "../../provider/client/retry";
import type { CloudError } from "../../provider/client/cloudError";
import type { Cloud as SimulatedCloud } from "../../simulator/cloud";
import { CloudError as SimulatedError } from "../../simulator/transport/cloudError";
import { findOperation } from "../../simulator/transport/products";
import type { Process } from "./process";

/** What becomes of one attempt of a call, besides what the cloud makes of it. */
export type Fate =
  /** The process is gone before the request leaves. */
  | { readonly kind: "crashBefore" }
  /** The cloud acts, and nobody is there any more to hear its answer. */
  | { readonly kind: "crashAfter" }
  /** The connection breaks before the request arrives, or before the answer does. */
  | { readonly kind: "lostBefore" }
  | { readonly kind: "lostAfter" }
  /** The cloud answers with this code and does nothing. */
  | { readonly kind: "refused"; readonly code: string };

export interface Surroundings {
  readonly simulated: SimulatedCloud;
  readonly process: Process;
  /** Called before each attempt: what happens to it, and what happens in the world just before. */
  fateOf(request: CloudRequest<unknown>): Fate | undefined;
  /** Called around what the cloud does. */
  observe(request: CloudRequest<unknown>, act: () => unknown): unknown;
}

/**
 * The provider's view of the simulated cloud without a network between: requests go straight to the simulator's
 * handlers, and what they answer is judged and tried again by the client's own rules.
 */
export function connectDirectly(surroundings: Surroundings): Cloud {
  return {
    account: "model",
    call: (request, options = {}) => call(surroundings, request, options),
    now: () => surroundings.process.clock.now(),
    close: () => undefined,
  };
}

async function call<Answer>(
  surroundings: Surroundings,
  request: CloudRequest<Answer>,
  options: CallOptions,
): Promise<Answer> {
  const { clock } = surroundings.process;
  const retries = retriesUntil(options.deadline ?? clock.now() + PATIENCE_MS, () => 0.5);
  let last: CloudError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    if (options.signal?.aborted) throw interrupted(request, last, attempt - 1);
    const { body, failure } = await attemptOnce(surroundings, request);
    if (!failure) {
      const checked = request.answer.safeParse(body);
      if (checked.success) return checked.data;
      throw cloudError(request, unexpectedAnswer(checked.error, body), attempt, unseen);
    }
    const acted: Failure["acted"] = last?.acted === "unknown" ? "unknown" : failure.acted;
    const error = cloudError(request, { ...failure, acted }, attempt, unseen);
    last = error;
    const delayMs = retries.after(error, request.effect, clock.now());
    if (delayMs === undefined) throw error;
    options.onRetry?.({ error, attempt, delayMs });
    await clock.sleep(delayMs, options.signal).catch(() => undefined);
    if (!options.signal?.aborted)
      await options.stillWanted?.().catch((cause: unknown) => {
        throw acted === "no" ? cause : error;
      });
  }
}

const unseen: Seen = { flight: {}, redact: (text) => text };

function interrupted(
  request: CloudRequest<unknown>,
  last: CloudError | undefined,
  attempts: number,
): CloudError {
  const failure: Failure = {
    code: "Cancelled",
    message: last ? `Interrupted after ${last.code}: ${last.cloudMessage}` : "Interrupted before it was sent",
    acted: last?.acted ?? "no",
  };
  return cloudError(request, failure, attempts, unseen);
}

/** How long a request is on its way. */
const latencyMs = 40;

async function attemptOnce(
  { simulated, process, fateOf, observe }: Surroundings,
  request: CloudRequest<unknown>,
): Promise<{ body?: unknown; failure?: Failure | undefined }> {
  await process.clock.sleep(latencyMs);
  const fate = fateOf(request);
  if (fate?.kind === "crashBefore") return process.die();
  if (fate?.kind === "lostBefore") return { failure: lost };
  const body =
    fate?.kind === "refused"
      ? { RequestId: "model", Code: fate.code, Message: "injected" }
      : observe(request, () => act(simulated, request));
  if (fate?.kind === "crashAfter") return process.die();
  if (fate?.kind === "lostAfter") return { failure: lost };
  await process.clock.sleep(latencyMs);
  return { body, failure: cloudsError(body) };
}

const lost: Failure = { code: "ConnectionLost", message: "injected", acted: "unknown" };

/** As the simulator's own gateway does it, from the parameters on. */
function act(simulated: SimulatedCloud, request: CloudRequest<unknown>): unknown {
  try {
    const parameters = wireParameters(request);
    const { service, name, action } = findOperation(parameters);
    action.offered?.(simulated.moment());
    const answer = action.handle(parameters, { ...simulated.moment(), service, action: name });
    return JSON.parse(JSON.stringify({ RequestId: "model", ...answer }));
  } catch (error) {
    if (!(error instanceof SimulatedError)) throw error;
    return { RequestId: "model", Code: error.code, Message: error.message, ...error.details };
  }
}

/** Lists are numbered from 1, as the SDK sends them. */
function wireParameters({ product, action, parameters }: CloudRequest<unknown>): Map<string, string> {
  const wire = new Map([
    ["Action", action],
    ["Version", product.version],
    ["Format", "JSON"],
  ]);
  const put = (name: string, value: unknown): void => {
    if (value === undefined) return;
    if (Array.isArray(value)) return value.forEach((item, index) => put(`${name}.${index + 1}`, item));
    if (typeof value === "object" && value !== null)
      return Object.entries(value).forEach(([key, item]) => put(`${name}.${key}`, item));
    wire.set(name, String(value));
  };
  for (const [name, value] of Object.entries(parameters)) put(name, value);
  return wire;
}
