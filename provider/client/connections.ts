import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { currentFlight } from "./flight";
import type { Effect } from "./request";

export interface Connections {
  agent(endpoint: string, effect: Effect): http.Agent;
  close(): void;
}

/** The connection was not open in time: nothing was sent. */
export class ConnectTimeout extends Error {}

/**
 * Connections are kept open and shared, one pool an endpoint; node lets a process end while they idle. A request that
 * must not be sent twice gets one of its own: a server may close a kept one just as the request leaves, and
 * then nobody could say whether it was read.
 */
export function openConnections(connectTimeoutMs: number): Connections {
  const agents = new Map<string, http.Agent>();
  return {
    agent(endpoint, effect) {
      const kept = effect !== "once";
      const key = `${endpoint} ${kept}`;
      const agent = agents.get(key) ?? newAgent(endpoint.startsWith("https:"), kept, connectTimeoutMs);
      agents.set(key, agent);
      return agent;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

/** The number of sockets stays unlimited: a queued request would open its connection outside of its own flight. */
function newAgent(secure: boolean, keepAlive: boolean, connectTimeoutMs: number): http.Agent {
  const agent = secure ? new https.Agent({ keepAlive }) : new http.Agent({ keepAlive });
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = create(options, callback);
    if (socket) watchOpening(socket, secure ? "secureConnect" : "connect", connectTimeoutMs);
    return socket;
  };
  return agent;
}

function watchOpening(socket: Duplex, opened: string, timeoutMs: number): void {
  const flight = currentFlight();
  if (flight) flight.opened = false;
  const timer = setTimeout(
    () => socket.destroy(new ConnectTimeout(`no connection within ${timeoutMs} ms`)),
    timeoutMs,
  );
  socket.once(opened, () => {
    clearTimeout(timer);
    if (flight) flight.opened = true;
  });
  socket.once("close", () => clearTimeout(timer));
}
