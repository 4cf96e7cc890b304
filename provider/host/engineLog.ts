import type * as engineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { Log } from "../runtime/context";
import type { EngineConnection } from "./engineConnection";
import { isWorthShowing, type Shown } from "./progressGate";
import { fromSdk } from "./sdk";
import { wrapped } from "./wrapped";

export interface EngineLog {
  /** Messages in the resource's own row of `pulumi up`, through the engine's Log call. */
  logOf(urn: string): Log;
  /** A message that is still on its way when its call is answered may come too late to be shown. */
  flush(): Promise<void>;
}

type Severity = "INFO" | "WARNING";

const patience = process.env["CI"] ? { ms: 60_000, percent: 25 } : { ms: 5_000, percent: 10 };

export function engineLog(engine: () => EngineConnection | undefined): EngineLog {
  const underWay = new Set<Promise<void>>();
  const shown = new Map<string, Shown>();
  return {
    logOf: (urn) => {
      const send = (severity: Severity, words: string, ephemeral: boolean) => {
        const sent = post(engine(), urn, severity, words, ephemeral).finally(() => underWay.delete(sent));
        underWay.add(sent);
      };
      return {
        progress: (words) => {
          const now = Date.now();
          if (!isWorthShowing(words, shown.get(urn), now, patience)) return;
          shown.set(urn, { words, at: now });
          send("INFO", words, true);
        },
        info: (words) => send("INFO", wrapped("INFO", words), false),
        warn: (words) => send("WARNING", wrapped("WARNING", words), false),
      };
    },
    flush: async () => void (await Promise.allSettled(underWay)),
  };
}

/** Never rejects: a message that cannot be shown stops nothing. */
function post(
  engine: EngineConnection | undefined,
  urn: string,
  severity: Severity,
  words: string,
  ephemeral: boolean,
): Promise<void> {
  const messages = engine && fromSdk<typeof engineMessages>("@pulumi/pulumi/proto/engine_pb");
  if (!messages) return Promise.resolve();
  const request = new messages.LogRequest();
  request.setSeverity(messages.LogSeverity[severity]);
  request.setMessage(words);
  request.setUrn(urn);
  request.setEphemeral(ephemeral);
  return new Promise((done) => engine.call("Log", request.serializeBinary(), () => done()));
}
