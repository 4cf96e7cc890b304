import { connect, readSettings, systemClock, type Clock } from "../client";
import type { Session } from "../runtime/context";
import { killSwitch } from "../runtime/killSwitch";
import { createHostLeases } from "../runtime/hostLeases";
import { previewOnlyLooks } from "./previewOnlyLooks";
import { createPoller } from "../runtime/poller";
import { planFolderIn } from "./planFolder";
import { batchedReads } from "../runtime/reads";
import { createTurns } from "../runtime/turns";

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
  session ??= openSession({ config, environment: process.env, clock: systemClock, random: Math.random });
  return session;
}

export interface Surroundings {
  readonly config: HostConfig | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Throws a ConfigurationError that names the key. Connections and credentials come with the first call. */
export function openSession({ config: source, environment, clock, random }: Surroundings): Session {
  const configuration = byKey(source);
  const settings = readSettings(configuration, environment);
  const cloud = connect(settings, { clock, env: environment, random });
  return {
    settings,
    killSwitch: killSwitch(configuration, environment),
    previewOnlyLooks: previewOnlyLooks(configuration, environment),
    plans: planFolderIn(configuration, environment),
    clock,
    random,
    cloud,
    reads: batchedReads(cloud, clock),
    poller: createPoller(clock, random),
    turns: createTurns(),
    hostLeases: createHostLeases(),
  };
}

/** The configuration as a record whose keys are looked up when asked for. */
function byKey(source: HostConfig | undefined): Readonly<Record<string, string>> {
  return new Proxy<Record<string, string>>(
    {},
    { get: (_, key) => (typeof key === "string" ? source?.get(key) : undefined) },
  );
}
