import * as grpc from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface Logged {
  readonly severity: "INFO" | "WARNING" | "OTHER";
  readonly message: string;
  readonly urn: string;
  readonly ephemeral: boolean;
}

/** The side of the engine that its providers see: it receives what they log. */
export interface EngineServer {
  readonly address: string;
  readonly logged: Logged[];
  /** Resolves with the first message, earlier or later, that fits. */
  heard(fits: (message: Logged) => boolean): Promise<Logged>;
  close(): void;
}

export async function startEngineServer(): Promise<EngineServer> {
  const logged: Logged[] = [];
  const listeners = new Set<(message: Logged) => void>();
  const server = new grpc.Server();
  server.addService(engineService.EngineService as unknown as grpc.ServiceDefinition, {
    log: (call: grpc.ServerUnaryCall<LogRequest, Empty>, answer: grpc.sendUnaryData<Empty>) => {
      const message = read(call.request);
      logged.push(message);
      for (const listener of listeners) listener(message);
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    address: `127.0.0.1:${port}`,
    logged,
    heard: (fits) =>
      new Promise((resolve) => {
        const earlier = logged.find(fits);
        if (earlier) return resolve(earlier);
        const listener = (message: Logged) => {
          if (!fits(message)) return;
          listeners.delete(listener);
          resolve(message);
        };
        listeners.add(listener);
      }),
    close: () => server.forceShutdown(),
  };
}

function read(request: LogRequest): Logged {
  const severity = request.getSeverity();
  return {
    severity: severity === LogSeverity.INFO ? "INFO" : severity === LogSeverity.WARNING ? "WARNING" : "OTHER",
    message: request.getMessage(),
    urn: request.getUrn(),
    ephemeral: request.getEphemeral(),
  };
}
