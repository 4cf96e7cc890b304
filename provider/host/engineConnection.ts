import type * as Grpc from "@grpc/grpc-js";
import { fromSdk } from "./sdk";

/** Calls of the engine's own service. Its client is not the SDK's: see ./cancellation.ts on what that would read. */
export interface EngineConnection {
  /** Tells of the call's error, if any; what the engine answers is not read. */
  call(method: string, request: Uint8Array, done: (error: Grpc.ServiceError | null) => void): void;
}

let open: EngineConnection | undefined;

/** The engine's address is the provider process's first argument; there is none in tests and other hosts. */
export function engineConnection(): EngineConnection | undefined {
  const address = process.argv[2];
  if (open || !address || !/:\d+$/.test(address)) return open;
  const grpc = fromSdk<typeof Grpc>("@grpc/grpc-js");
  if (!grpc) return undefined;
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  open = {
    call: (method, request, done) =>
      void client.makeUnaryRequest(
        `/pulumirpc.Engine/${method}`,
        (bytes: Uint8Array) => Buffer.from(bytes),
        () => undefined,
        request,
        new grpc.Metadata(),
        { deadline: Date.now() + answerMs },
        done,
      ),
  };
  return open;
}

const answerMs = 2_000;
