import type { RequestOptions } from "node:http";
import RpcClient from "@alicloud/pop-core";
import type { Connections } from "./connections";
import type { Keys } from "./credentials";
import { type Flight, inFlight } from "./flight";
import { plainParameters } from "./parameters";
import type { CloudRequest } from "./request";

export interface Route {
  readonly endpoint: string;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly readTimeoutMs: number;
  /** Cuts a read that is on its way. */
  readonly signal?: AbortSignal;
}

/** How one attempt ended, before anybody has judged it. */
export type Outcome =
  | { readonly ended: "answered"; readonly body: unknown; readonly flight: Flight }
  | { readonly ended: "failed"; readonly thrown: unknown; readonly flight: Flight };

/** Sends a request once, signed afresh: a new timestamp and a new nonce. */
export async function send(request: CloudRequest<unknown>, route: Route): Promise<Outcome> {
  const flight: Flight = {};
  const cut = new AbortController();
  const abort = (): void => cut.abort();
  route.signal?.addEventListener("abort", abort, { once: true });
  if (route.signal?.aborted) abort();
  try {
    const body = await inFlight(flight, () => post(request, route, cut.signal));
    return { ended: "answered", body, flight };
  } catch (thrown) {
    // After a time-out the answer may still be coming in on a connection that would then never be free again.
    cut.abort();
    return { ended: "failed", thrown, flight };
  } finally {
    route.signal?.removeEventListener("abort", abort);
  }
}

function post(request: CloudRequest<unknown>, route: Route, signal: AbortSignal): Promise<unknown> {
  const client = new RpcClient({
    endpoint: route.endpoint,
    apiVersion: request.product.version,
    ...route.keys,
  });
  return client.request(request.action, plainParameters(request.parameters), {
    // In capitals: pop-core compares it so, and a GET carries the keys in its address.
    method: "POST",
    agent: route.connections.agent(route.endpoint, request.effect),
    readTimeout: route.readTimeoutMs,
    // httpx leaves its connect time-out on the socket for good, so that a slow answer would pass for a connection
    // that never opened, hence for a request that was never sent. Connections are timed where they are opened.
    connectTimeout: 0,
    beforeRequest: (options: RequestOptions): RequestOptions => ({ ...options, signal }),
  });
}
