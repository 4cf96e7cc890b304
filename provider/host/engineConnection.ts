import type * as Grpc from "@grpc/grpc-js";
import { fromSdk } from "./sdk";

/** Calls of the engine's own service. Its client is not the SDK's: see ./cancellation.ts on what that would read. */
export interface EngineConnection {
  /** Tells of the call's error, if any; what the engine answers is not read. */
  call(method: string, request: Uint8Array, done: (error: Grpc.ServiceError | null) => void): void;
}

/** Opens the connection when it is first asked for. There is none where no address is known, as in other hosts. */
export function engineConnection(address: () => string | undefined): () => EngineConnection | undefined {
  let open: { readonly address: string; readonly connection: EngineConnection | undefined } | undefined;
  return () => {
    const wanted = address();
    if (!wanted || !/:\d+$/.test(wanted)) return undefined;
    if (open?.address !== wanted) open = { address: wanted, connection: connect(wanted) };
    return open.connection;
  };
}

function connect(address: string): EngineConnection | undefined {
  const grpc = fromSdk<typeof Grpc>("@grpc/grpc-js");
  if (!grpc) return undefined;
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  return {
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
}

const answerMs = 2_000;
