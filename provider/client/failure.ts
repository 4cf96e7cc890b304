import { CloudError } from "./cloudError";
import { explainCode } from "./codes";
import type { Flight } from "./flight";
import type { Redact } from "./redact";
import type { CloudRequest } from "./request";

/** What went wrong in one attempt. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
  readonly acted: "no" | "unknown";
}

/** What was seen of the attempt, and how to take secrets out of it. */
export interface Seen {
  readonly flight: Flight;
  readonly redact: Redact;
}

/** Makes the error that leaves the client; nothing secret gets past this point. */
export function cloudError(
  request: CloudRequest<unknown>,
  failure: Failure,
  attempts: number,
  { flight, redact }: Seen,
): CloudError {
  const { kind, next } = explainCode(failure.code, request.action);
  const requestId = failure.requestId ?? flight.requestId;
  const retryAfterMs = waitAsked(flight);
  return new CloudError({
    code: redact(failure.code),
    kind,
    service: request.product.service,
    action: request.action,
    target: redact(request.target),
    regionId: redact(request.regionId),
    ...(requestId && { requestId: redact(requestId) }),
    ...(flight.httpStatus && { httpStatus: flight.httpStatus }),
    cloudMessage: redact(failure.message),
    // A read changes nothing, however it ends.
    acted: request.effect === "read" ? "no" : failure.acted,
    next: redact(next),
    attempts,
    ...(retryAfterMs && { retryAfterMs }),
  });
}

/** In milliseconds, as the official SDKs read it; the cloud's own pages do not say. */
function waitAsked(flight: Flight): number | undefined {
  const value = Number.parseInt(flight.retryAfter ?? "", 10);
  return value > 0 ? value : undefined;
}
