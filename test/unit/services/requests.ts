import type { CloudRequest, Effect } from "../../../provider/client";
import type { DiskReference } from "../../../provider/lifecycle/facts";
import type { NewGroup, NewSnapshot } from "../../../provider/services";

/** What leaves for the cloud: undefined parameters do not. */
export interface Sent {
  readonly action: string;
  readonly effect: Effect;
  readonly target: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The requests that a method of a service makes, and those that it must make. */
export interface Row {
  /** "takeSnapshot: with everything" */
  readonly what: string;
  readonly made: readonly Sent[];
  readonly wanted: readonly Sent[];
}

export function row(
  what: string,
  made: CloudRequest<unknown> | readonly CloudRequest<unknown>[],
  ...wanted: Sent[]
): Row {
  return { what, made: [made].flat().map(sent), wanted };
}

export const wanted = (
  effect: Effect,
  action: string,
  target: string,
  parameters: Sent["parameters"],
): Sent => ({ action, effect, target, parameters });

function sent({ action, effect, target, parameters }: CloudRequest<unknown>): Sent {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return { action, effect, target, parameters: Object.fromEntries(given) };
}

export const regionId = "cn-hangzhou";

/** Everything a snapshot can be given. */
export const newSnapshot = (disk: DiskReference): NewSnapshot => ({
  regionId,
  disk,
  name: "before-upgrade",
  description: "before the upgrade",
  retentionDays: 14,
  resourceGroupId: "rg-1",
  tags: { app: "shop", tier: "" },
  clientToken: "token-1",
});

/** Only what it must be given. */
export const bareSnapshot = (disk: DiskReference): NewSnapshot => ({
  ...newSnapshot(disk),
  description: undefined,
  retentionDays: undefined,
  resourceGroupId: undefined,
  tags: {},
});

export const newGroup: NewGroup = {
  regionId,
  instanceId: "i-1",
  diskIds: [],
  excludeDiskIds: ["d-3"],
  name: "before-upgrade",
  description: "before the upgrade",
  resourceGroupId: "rg-1",
  tags: { app: "shop" },
  clientToken: "token-1",
};
