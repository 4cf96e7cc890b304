import type * as Grpc from "@grpc/grpc-js";
import type * as engineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { Log } from "../runtime/context";
import { isWorthShowing, type Shown } from "./progressGate";
import { fromSdk } from "./sdk";

type Severity = "INFO" | "WARNING";

const underWay = new Set<Promise<void>>();
const shown = new Map<string, Shown>();
const patience = process.env["CI"] ? { ms: 60_000, percent: 25 } : { ms: 5_000, percent: 10 };

/** Messages in the resource's own row of `pulumi up`, through the engine's Log call. */
export function engineLog(urn: string): Log {
  const send = (severity: Severity, words: string, ephemeral: boolean) => {
    const sent = post(urn, severity, words, ephemeral).finally(() => underWay.delete(sent));
    underWay.add(sent);
  };
  return {
    progress: (words) => {
      const now = Date.now();
      if (!isWorthShowing(words, shown.get(urn), now, patience)) return;
      shown.set(urn, { words, at: now });
      send("INFO", words, true);
    },
    info: (words) => send("INFO", words, false),
    warn: (words) => send("WARNING", words, false),
  };
}

/** A message that is still on its way when its call is answered may come too late to be shown. */
export async function flushLog(): Promise<void> {
  await Promise.allSettled(underWay);
}

/** Never rejects: a message that cannot be shown stops nothing. */
function post(urn: string, severity: Severity, words: string, ephemeral: boolean): Promise<void> {
  const engine = connection();
  if (!engine) return Promise.resolve();
  const request = new engine.messages.LogRequest();
  request.setSeverity(engine.messages.LogSeverity[severity]);
  request.setMessage(words);
  request.setUrn(urn);
  request.setEphemeral(ephemeral);
  return new Promise((done) => engine.send(request, () => done()));
}

const answerMs = 2_000;

interface Connection {
  readonly messages: typeof engineMessages;
  send(request: engineMessages.LogRequest, done: () => void): void;
}

let open: Connection | undefined;

/** The engine's address is the provider process's first argument; there is none in tests and other hosts. */
function connection(): Connection | undefined {
  const address = process.argv[2];
  if (open || !address || !/:\d+$/.test(address)) return open;
  const grpc = fromSdk<typeof Grpc>("@grpc/grpc-js");
  const messages = fromSdk<typeof engineMessages>("@pulumi/pulumi/proto/engine_pb");
  if (!grpc || !messages) return undefined;
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  open = {
    messages,
    send: (request, done) => {
      // Not the SDK's EngineClient: the answer it reads is the message by which a cancellation is known.
      client.makeUnaryRequest(
        "/pulumirpc.Engine/Log",
        (sent: engineMessages.LogRequest) => Buffer.from(sent.serializeBinary()),
        () => undefined,
        request,
        new grpc.Metadata(),
        { deadline: Date.now() + answerMs },
        done,
      );
    },
  };
  return open;
}
