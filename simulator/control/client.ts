import type { z } from "zod";
import type { Call } from "../transport/calls";
import type { Fault, FaultInput } from "../transport/faults";
import type { SettingsInput } from "../world/settings";
import type { Kind } from "./change";
import type { views } from "./schemas";
import type { WorldView } from "./view";

export type { Call, Fault, FaultInput, Kind, SettingsInput, WorldView };
export type DiskView = WorldView["disks"][string];
export type InstanceView = WorldView["instances"][string];
export type SnapshotView = WorldView["snapshots"][string];

/** The control API from a program. Every method throws with the simulator's own words when it refuses. */
export interface SimulatorControl {
  world(): Promise<WorldView>;
  disk(diskId: string): Promise<DiskView>;
  instance(instanceId: string): Promise<InstanceView>;
  snapshot(snapshotId: string): Promise<SnapshotView>;
  /** As if the machine wrote it: refused unless the disk's host runs or the disk is unattached. */
  writeContent(diskId: string, text: string): Promise<void>;
  calls(): Promise<Call[]>;
  clearCalls(): Promise<void>;
  faults(): Promise<Fault[]>;
  addFault(fault: FaultInput): Promise<Fault>;
  release(faultId: string): Promise<void>;
  removeFault(faultId: string): Promise<void>;
  clearFaults(): Promise<void>;
  advance(duration: string): Promise<void>;
  speed(speed: number): Promise<void>;
  settings(change: SettingsInput): Promise<void>;
  patchAccount(fields: Record<string, unknown>): Promise<void>;
  patch(kind: Kind, id: string, fields: Record<string, unknown>): Promise<void>;
  add(kind: Kind, entity: Record<string, unknown>): Promise<void>;
  remove(kind: Kind, id: string): Promise<void>;
  /** A temporary key with its token, as the security token service gives them. It is forgotten with a reset. */
  issueCredentials(lifetime?: string): Promise<TemporaryCredentials>;
  reset(): Promise<void>;
}

export type TemporaryCredentials = z.output<(typeof views)["Credentials"]>;

export function simulatorControl(url: string): SimulatorControl {
  const base = new URL("/_simulator/", url);
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(new URL(path, base), { method, body: text as string | undefined });
    const answer = (await response.json()) as { error?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.error}`);
    return answer;
  };
  const done = async (method: string, path: string, body?: unknown) => void (await send(method, path, body));
  const one = <K extends "disks" | "instances" | "snapshots">(kind: K, id: string) =>
    send("GET", `world/${kind}/${encodeURIComponent(id)}`) as Promise<WorldView[K][string]>;

  return {
    world: () => send("GET", "world") as Promise<WorldView>,
    disk: (diskId) => one("disks", diskId),
    instance: (instanceId) => one("instances", instanceId),
    snapshot: (snapshotId) => one("snapshots", snapshotId),
    writeContent: (diskId, text) => done("PUT", `disks/${diskId}/content`, text),
    calls: () => send("GET", "calls") as Promise<Call[]>,
    clearCalls: () => done("DELETE", "calls"),
    faults: () => send("GET", "faults") as Promise<Fault[]>,
    addFault: (fault) => send("POST", "faults", fault) as Promise<Fault>,
    release: (faultId) => done("POST", `faults/${faultId}/release`),
    removeFault: (faultId) => done("DELETE", `faults/${faultId}`),
    clearFaults: () => done("DELETE", "faults"),
    advance: (duration) => done("POST", "clock", { advance: duration }),
    speed: (speed) => done("POST", "clock", { speed }),
    settings: (change) => done("PUT", "settings", change),
    patchAccount: (fields) => done("PATCH", "world/account", fields),
    patch: (kind, id, fields) => done("PATCH", `world/${kind}/${id}`, fields),
    add: (kind, entity) => done("POST", `world/${kind}`, entity),
    remove: (kind, id) => done("DELETE", `world/${kind}/${id}`),
    issueCredentials: (lifetime = "1h") =>
      send("POST", "credentials", { lifetime }) as Promise<TemporaryCredentials>,
    reset: () => done("POST", "reset"),
  };
}
