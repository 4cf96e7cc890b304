import http from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly form: URLSearchParams;
}

export type Behaviour = (response: http.ServerResponse, received: Received, socket: Socket) => void;

export interface Gateway {
  /** "127.0.0.1:port" */
  readonly address: string;
  readonly requests: readonly Received[];
  /** How many connections were opened. */
  connections(): number;
  /** Resolves when so many requests have arrived. */
  received(count: number): Promise<void>;
  /** Resolves when so many connections have been closed. */
  closed(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A server that treats one request after the other as told, and all that follow as the last. */
export async function startGateway(...behaviours: [Behaviour, ...Behaviour[]]): Promise<Gateway> {
  const requests: Received[] = [];
  const arrivals = counter();
  const closings = counter();
  let connections = 0;
  const server = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const { method = "", url = "", headers, socket } = request;
      const received = { method, url, headers, body, form: new URLSearchParams(body) };
      const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)];
      requests.push(received);
      arrivals.add();
      behaviour?.(response, received, socket);
    });
  });
  // Longer than any test: a connection that closes was closed by the client.
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket) => {
    connections += 1;
    socket.on("close", closings.add);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    received: arrivals.reached,
    closed: closings.reached,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function counter(): { add(): void; reached(count: number): Promise<void> } {
  let total = 0;
  let waiting: (() => void)[] = [];
  return {
    add() {
      total += 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async reached(count) {
      while (total < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

export function reply(
  response: http.ServerResponse,
  body: unknown,
  status = 200,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

export function answers(body: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}): Behaviour {
  return (response) => reply(response, body, status, headers);
}

export function fails(code: string, status = 400, headers: http.OutgoingHttpHeaders = {}): Behaviour {
  return answers(
    { RequestId: "R-error", HostId: "host", Code: code, Message: `Message of ${code}.` },
    status,
    headers,
  );
}

export function says(text: string, status = 200): Behaviour {
  return (response) => void response.writeHead(status).end(text);
}

/** Reads the whole request, then cuts the connection. */
export const cutsBeforeAnswer: Behaviour = (_response, _received, socket) => void socket.destroy();

/** Sends the beginning of an answer, then cuts the connection. */
export const cutsWithinAnswer: Behaviour = (response, _received, socket) => {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"RequestId":"R', () => socket.destroy());
};

/** Sends the beginning of an answer and no more. */
export const stallsWithinAnswer: Behaviour = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"RequestId":"R');
};

export const neverAnswers: Behaviour = () => undefined;

export function answersAfter(ms: number, body: unknown): Behaviour {
  return (response) => void setTimeout(() => response.end(JSON.stringify(body)), ms);
}
