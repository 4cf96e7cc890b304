import { vi } from "vitest";
import { inOneLine } from "../fixtures/inOneLine";
import type { Call } from "../../simulator/index";
import type { Properties, ProviderProcess } from "../unit/host/providerProcess";
import type { Cloud } from "./clouds";
import { inputsOf } from "./killRun";
import { startProvider } from "./provider";
import { readability, refreshed } from "./readability";
import { orRefused, type Recorded, type Refused } from "./refused";
import { contents, type Subject } from "./subjects";

/** What the engine knows when it runs again: what it knew before, the same refreshed, or nothing. */
export const retries = ["again", "refreshed", "state lost"] as const;
export type Retry = (typeof retries)[number];

/**
 * What happened to the host between the kill and the retry: nothing, and the retry comes at once; or somebody has
 * come back to it, later than clocks may differ.
 */
export const meanwhiles = ["nothing", "written", "written, stopped"] as const;
export type Meanwhile = (typeof meanwhiles)[number];

export const laterMs = (what: Meanwhile): number => (what === "nothing" ? 0 : 20 * 60_000);

/** How one `up` ended. */
export interface UpEnded {
  readonly refusal: string | undefined;
  /** What was said in the resource's diagnostics. */
  readonly said: readonly string[];
  readonly calls: readonly Call[];
  /** What went wrong with a further diff, a refresh and a destroy of what it left. */
  readonly unreadable: readonly string[];
}

/** Runs `up` after `up` in one cloud, beginning with what is left of the state: that is what the engine does, or stands for it. */
export type GoOn = (cloud: Cloud, retry: Retry) => Promise<Up>;
export type Up = (declared: Subject["armed"], options?: UpOptions) => Promise<UpEnded>;

/** The provider's process on its own. */
export const goOnFrom =
  (before: Recorded): GoOn =>
  async (cloud, retry) => {
    let known = retry === "state lost" ? undefined : before;
    return async (declared, options) => {
      const ended = await up(cloud, known, declared, options);
      known = ended.recorded;
      return ended;
    };
  };

/** Somebody starts the host, once that is possible, and writes to its disks; and may stop it again. */
export async function meanwhile({ control }: Cloud, subject: Subject, what: Meanwhile): Promise<void> {
  if (what === "nothing") return;
  const resetting = async () => {
    const { disks } = await control.world();
    return subject.diskIds.some((diskId) => disks[diskId]?.resetting);
  };
  await vi.waitUntil(async () => !(await resetting()), { timeout: 30_000, interval: 10 });
  const { status } = await control.instance(subject.hostId);
  if (status !== "Running") await control.patch("instances", subject.hostId, { status: "Running" });
  for (const diskId of subject.diskIds) await control.writeContent(diskId, contents.written(diskId));
  if (what === "written, stopped") await control.patch("instances", subject.hostId, { status: "Stopped" });
}

/** How one `up` of a provider's process ended. */
export interface Ended extends UpEnded {
  /** What the engine's state holds afterwards; undefined where it holds no such resource. */
  readonly recorded: Recorded | undefined;
}

export interface UpOptions {
  readonly refresh?: boolean;
  readonly name?: string;
  /** How far the clock of its machine is ahead of the cloud's. */
  readonly skewMs?: number;
  /** Called once it waits for a disk that is being restored. */
  whenRestoring?(): Promise<void>;
}

/** `pulumi up` in a new process: check, then what the state asks for. */
export async function up(
  cloud: Cloud,
  recorded: Recorded | undefined,
  declared: Readonly<Record<string, unknown>>,
  { refresh = false, name = "lever", skewMs = 0, whenRestoring }: UpOptions = {},
): Promise<Ended> {
  const provider = await startProvider(cloud, { skewMs });
  if (whenRestoring) void provider.heard(/^restoring /).then(whenRestoring);
  await cloud.control.clearCalls();
  const ended = async (refusal: string | undefined, after: Recorded | undefined): Promise<Ended> => {
    const said = provider.logged
      .filter(({ ephemeral }) => !ephemeral)
      .map(({ message }) => inOneLine(message));
    const calls = await cloud.control.calls();
    const unreadable = after ? await readability(cloud, provider, after, refusal) : [];
    return { refusal, recorded: after, said, calls, unreadable };
  };
  try {
    const before = refresh && recorded ? await refreshed(provider, recorded) : recorded;
    const { inputs, failures } = await provider.check(before?.inputs ?? {}, inputsOf(declared, name));
    if (failures.length)
      return await ended(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"), before);
    return await apply(provider, before, inputs).then(
      (after) => ended(undefined, after),
      async (error: Refused) => ended(error.message, error.left ?? before),
    );
  } finally {
    await provider.end();
  }
}

async function apply(
  provider: ProviderProcess,
  before: Recorded | undefined,
  inputs: Properties,
): Promise<Recorded> {
  if (!before) {
    const { id, properties } = await orRefused(provider.create(inputs), undefined, inputs);
    return { id, outputs: properties, inputs };
  }
  const { id, outputs } = before;
  const { changes, replaces } = await orRefused(provider.diff(id, outputs, inputs), before, inputs);
  if (replaces.length) throw new Error(`it would be replaced, because of ${replaces.join(", ")}`);
  if (!changes) return { ...before, inputs };
  return { id, outputs: await orRefused(provider.update(id, outputs, inputs), before, inputs), inputs };
}
