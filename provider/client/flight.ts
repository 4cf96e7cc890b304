import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";

/** What is known of one request on its way, whatever pop-core makes of its end. */
export interface Flight {
  /** Undefined: on a connection that was open already. False: its own never opened, so nothing was sent. */
  opened?: boolean;
  httpStatus?: number;
  /** The header `x-acs-retry-after`. */
  retryAfter?: string;
  /** The header `x-acs-request-id`, for an answer that names none itself. */
  requestId?: string;
  /** The header `Date`: the cloud's clock. */
  date?: string;
}

const flights = new AsyncLocalStorage<Flight>();
const observed = new WeakMap<ClientRequest, Flight>();

/** Watches the one request that `send` makes. pop-core itself ignores the status and drops what is not JSON. */
export function inFlight<Result>(flight: Flight, send: () => Promise<Result>): Promise<Result> {
  watchRequests();
  return flights.run(flight, send);
}

/** The request that is being made right now. */
export function currentFlight(): Flight | undefined {
  return flights.getStore();
}

let watching = false;

/** Node publishes every request of the process here; ours are known by the asynchronous context they start in. */
function watchRequests(): void {
  if (watching) return;
  watching = true;
  subscribe("http.client.request.start", (message) => {
    const { request } = message as { request: ClientRequest };
    const flight = currentFlight();
    if (flight) observed.set(request, flight);
  });
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const flight = observed.get(request);
    if (!flight) return;
    flight.httpStatus = response.statusCode;
    flight.retryAfter = header(response, "x-acs-retry-after");
    flight.requestId = header(response, "x-acs-request-id");
    flight.date = header(response, "date");
  });
}

function header(response: IncomingMessage, name: string): string | undefined {
  return [response.headers[name]].flat()[0];
}
