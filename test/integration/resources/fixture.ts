import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { CloudRequest } from "../../../provider/client";
import { diskRollback } from "../../../provider/rollback";
import { diskSnapshot } from "../../../provider/runtime/diskSnapshot";
import {
  startSimulator,
  type Call,
  type Simulator,
  type SimulatorControl,
  type SimulatorOptions,
} from "../../../simulator/index";
import { sharedClock, type SharedClock } from "./clock";
import { declaredResource, type DeclaredResource, type Surroundings } from "./stack";
import { withoutGathering } from "./withoutGathering";

export const instanceId = "i-sim0001";
export const systemDiskId = "d-sim0001";
export const diskId = "d-sim0002";

/** A simulated cloud and a stack that runs against it; as new for each test. */
export interface World {
  readonly control: SimulatorControl;
  readonly clock: SharedClock;
  /** Over the stack's configuration and the environment; emptied before each test. */
  readonly config: Record<string, string>;
  readonly environment: Record<string, string>;
  /** What happens right before the request that rolls back leaves, once; a dry run is none. */
  beforeSubmit: (() => Promise<unknown>) | undefined;
  snapshot(name?: string): DeclaredResource;
  rollback(name?: string): DeclaredResource;
  surroundings(): Surroundings;
}

export function world(options: SimulatorOptions = {}): World {
  let simulator: Simulator | undefined;
  let clock: SharedClock | undefined;
  const config: Record<string, string> = {};
  const environment: Record<string, string> = {};
  const running = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error("the simulator is not running");
    return thing;
  };

  withoutGathering();
  beforeAll(async () => {
    simulator = await startSimulator({
      speed: 0,
      durations: { snapshot: "10s", reset: "30s" },
      ...options,
    });
  });
  beforeEach(async () => {
    running(simulator).reset();
    clock = await sharedClock(running(simulator));
    made.beforeSubmit = undefined;
    for (const key of Object.keys(config)) delete config[key];
    for (const key of Object.keys(environment)) delete environment[key];
  });
  afterEach(() => simulator?.control.clearFaults());
  afterAll(() => simulator?.close());

  const beforeCall = async ({ action, parameters }: CloudRequest<unknown>) => {
    if (!["ResetDisk", "ResetDisks", "ResetSnapshot"].includes(action) || parameters["DryRun"]) return;
    const happening = made.beforeSubmit;
    made.beforeSubmit = undefined;
    await happening?.();
  };
  const surroundings = (): Surroundings => ({
    beforeCall,
    clock: running(clock),
    config: {
      "alicloud:region": "cn-hangzhou",
      "alicloud:endpoints": JSON.stringify(endpoints(running(simulator).port)),
      ...config,
    },
    environment: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: running(simulator).accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: running(simulator).accessKeySecret,
      ...environment,
    },
  });
  const made: World = {
    get control() {
      return running(simulator).control;
    },
    get clock() {
      return running(clock);
    },
    config,
    environment,
    beforeSubmit: undefined,
    surroundings,
    snapshot: (name = "point") => declaredResource(diskSnapshot, "DiskSnapshot", name, surroundings()),
    rollback: (name = "lever") => declaredResource(diskRollback, "DiskRollback", name, surroundings()),
  };
  return made;
}

/** The calls that were sent so far, by action; a dry run counts as "ResetDisk (dry run)". */
export async function callCounts({ control }: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const call of await control.calls()) counts[nameOf(call)] = (counts[nameOf(call)] ?? 0) + 1;
  return counts;
}

/** The calls that change something, in their order: neither reads nor dry runs. */
export async function changes({ control }: World): Promise<string[]> {
  return (await control.calls()).filter((call) => !isRead(call)).map(nameOf);
}

const nameOf = ({ action, parameters }: Call) =>
  parameters["DryRun"] === "true" ? `${action} (dry run)` : action;
const isRead = ({ action, parameters }: Call) =>
  /^(Describe|List)/.test(action) || parameters["DryRun"] === "true";

/** The error that a promise rejects with; fails where it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error(`expected a failure, not ${JSON.stringify(outcome.value)}`);
  if (!(outcome.error instanceof Error)) throw new Error(`thrown: ${String(outcome.error)}`);
  return outcome.error;
}

/** The instance stopped, as a rollback needs it. */
export const stopHost = ({ control }: World) => control.patch("instances", instanceId, { status: "Stopped" });
export const startHost = ({ control }: World) =>
  control.patch("instances", instanceId, { status: "Running" });

/** As if somebody started the machine, let it write, and stopped it again; minutes pass. */
export async function write(world: World, text: string): Promise<void> {
  await startHost(world);
  await world.clock.advance(120_000);
  await world.control.writeContent(diskId, text);
  await stopHost(world);
  await world.clock.advance(120_000);
}

export const contentOf = async ({ control }: World) => (await control.disk(diskId)).content;
export const resetsOf = async ({ control }: World) => (await control.disk(diskId)).resets;

/** A complete snapshot of a disk that holds "before"; afterwards the disk holds "after" and the host is stopped. */
export async function damagedDisk(world: World): Promise<string> {
  await world.control.writeContent(diskId, "before");
  const snapshotId = await completeSnapshot(world);
  await world.control.writeContent(diskId, "after");
  await stopHost(world);
  await world.control.clearCalls();
  return snapshotId;
}

/** A complete snapshot of the disk's present content, an hour old. */
export async function completeSnapshot(
  { control, clock }: World,
  fields: Record<string, unknown> = {},
  ofDisk = diskId,
): Promise<string> {
  const disk = await control.disk(ofDisk);
  count += 1;
  const snapshotId = `s-test${count}`;
  await control.add("snapshots", {
    snapshotId,
    service: disk.service,
    sourceDiskId: ofDisk,
    sourceDiskType: disk.type,
    sourceDiskSize: disk.size,
    instanceId: disk.instanceIds[0],
    content: disk.content,
    ...fields,
  });
  await clock.advance(3_600_000);
  return snapshotId;
}
let count = 0;

const endpoints = (port: number) =>
  Object.fromEntries(["ecs", "swas", "ecd"].map((service) => [service, `127.0.0.1:${port}`]));
