import { connect, readSettings, systemClock } from "../client";
import type { Session } from "../runtime/context";
import { killSwitch } from "../runtime/killSwitch";
import { createPoller } from "../runtime/poller";
import { batchedReads } from "../runtime/reads";

/** What the dynamic provider's `configure` is given: the stack's whole configuration, decrypted. */
export interface HostConfig {
  get(key: string): string | undefined;
}

let config: HostConfig | undefined;
let session: Session | undefined;

/** Remembers the configuration. It must not fail: the engine would go on with a provider that has none. */
export function configure(given: HostConfig): void {
  config = given;
}

/** One session for the whole process: all its resources share connections, reads and waiting. */
export function currentSession(): Session {
  session ??= open();
  return session;
}

function open(): Session {
  const configuration = byKey(config);
  const settings = readSettings(configuration, process.env);
  const random = Math.random;
  const cloud = connect(settings, { clock: systemClock, env: process.env, random });
  return {
    settings,
    killSwitch: killSwitch(configuration, process.env),
    clock: systemClock,
    cloud,
    reads: batchedReads(cloud),
    poller: createPoller(systemClock, random),
  };
}

/** The configuration as a record whose keys are looked up when asked for. */
function byKey(source: HostConfig | undefined): Readonly<Record<string, string>> {
  return new Proxy<Record<string, string>>(
    {},
    { get: (_, key) => (typeof key === "string" ? source?.get(key) : undefined) },
  );
}
