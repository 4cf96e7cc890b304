import type { EngineConnection } from "./engineConnection";

/** Does some work while watching that the engine lives. */
export type EngineWatch = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/**
 * A provider's process outlives an engine that was killed, and nobody reads its answers then: what it has begun
 * ends as if it were interrupted, and so does the process. The next `up` may be on its way already.
 */
export function engineWatch(engine: () => EngineConnection | undefined, interrupt: () => void): EngineWatch {
  let watching = false;
  let working = 0;
  let missed = 0;

  const later = () => void setTimeout(beat, beatMs).unref();
  const beat = () => {
    const connection = engine();
    if (!connection) return later();
    // Any answer will do, also that there is no such method any more.
    connection.call("GetRootResource", new Uint8Array(), (error) => {
      missed = error?.code === UNAVAILABLE ? missed + 1 : 0;
      if (missed >= missedWhenDead) interrupt();
      if (missed >= missedWhenDead && working === 0) process.exit();
      later();
    });
  };

  return async (work) => {
    if (!watching && engine()) {
      watching = true;
      later();
    }
    working += 1;
    try {
      return await work();
    } finally {
      working -= 1;
    }
  };
}

/** gRPC's status of a server that cannot be reached. */
const UNAVAILABLE = 14;
const beatMs = 1_000;
const missedWhenDead = 2;
