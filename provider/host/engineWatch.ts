import { interrupt } from "./cancellation";
import { engineConnection } from "./engineConnection";

let watching = false;
let working = 0;

/**
 * A provider's process outlives an engine that was killed, and nobody reads its answers then: what it has begun
 * ends as if it were interrupted, and so does the process. The next `up` may be on its way already.
 */
export async function whileEngineLives<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  watch();
  working += 1;
  try {
    return await work();
  } finally {
    working -= 1;
  }
}

function watch(): void {
  const engine = engineConnection();
  if (watching || !engine) return;
  watching = true;
  let missed = 0;
  const later = () => void setTimeout(beat, beatMs).unref();
  const beat = () =>
    // Any answer will do, also that there is no such method any more.
    engine.call("GetRootResource", new Uint8Array(), (error) => {
      missed = error?.code === UNAVAILABLE ? missed + 1 : 0;
      if (missed >= missedWhenDead) interrupt();
      if (missed >= missedWhenDead && working === 0) process.exit();
      later();
    });
  later();
}

/** gRPC's status of a server that cannot be reached. */
const UNAVAILABLE = 14;
const beatMs = 1_000;
const missedWhenDead = 2;
