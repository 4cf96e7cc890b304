import type * as Grpc from "@grpc/grpc-js";
import { createPlugin } from "./plugin";
import { grpc, ResourceProviderService } from "./sdk";
import { serviceOf } from "./service";

/** Serves the plugin on a free port and prints it: the engine reads that line. */
export async function servePlugin(args: readonly string[]): Promise<void> {
  const address = args.find((arg) => /:\d+$/.test(arg));
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  const service = ResourceProviderService as unknown as Grpc.ServiceDefinition;
  server.addService(service, serviceOf(createPlugin(address, process.env)));
  const port = await new Promise<number>((bound, failed) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, found) =>
      error ? failed(error) : bound(found),
    ),
  );
  process.stdout.write(`${port}\n`);
}
