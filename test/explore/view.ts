import type { DiskFacts, HostFacts, SnapshotFacts } from "../../provider/lifecycle/facts";
import { assemble, type Facts } from "../../provider/rollback/model/assemble";
import { lineText } from "../../provider/rollback/model/line";
import type { Observed } from "../../provider/rollback/model/observed";
import type { RollbackState } from "../../provider/rollback/model/state";
import { interned, idOf } from "./intern";
import { sourceId, type Setting } from "./setting";
import { agedText, momentOf, now } from "./time";
import type { Lever, World, WorldSnapshot } from "./world";

/** What a look at the world has shown. */
export interface View {
  readonly restoring: boolean;
  readonly on: boolean;
  readonly started: number;
  readonly snapshots: readonly SnapshotFacts[];
}

export function viewOf(setting: Setting, world: World): View {
  const found = views.get(world);
  if (found) return found;
  const view = interned({
    restoring: world.restoring !== undefined,
    on: world.host.on,
    started: world.host.started,
    snapshots: world.snapshots.map((one) => snapshotFacts(setting, world, one)).reverse(),
  });
  views.set(world, view);
  return view;
}

const views = new WeakMap<World, View>();

function snapshotFacts({ bounds, disk, ...clock }: Setting, world: World, one: WorldSnapshot): SnapshotFacts {
  const lines = Object.entries(one.lines).map(([tag, { line, aged }]) => [
    tag,
    lineText(aged ? { ...line, writtenAt: agedText } : line),
  ]);
  return {
    snapshotId: one.snapshotId,
    snapshotName: one.snapshotId,
    description: one.description,
    status: one.complete ? "accomplished" : "progressing",
    progress: one.complete ? 100 : 0,
    remainingMs: undefined,
    available: one.complete,
    sourceDisk: disk,
    sourceDiskType: bounds.service === "ecd" ? "system" : "data",
    sizeGiB: 40,
    encrypted: false,
    creationTime: momentOf(clock, one.taken),
    retentionDays: undefined,
    resourceGroupId: undefined,
    tags: { ...one.tags, ...Object.fromEntries(lines) },
    rollbackTime: one.rolledBack === undefined ? undefined : momentOf(clock, one.rolledBack),
    diskState: bounds.service === "ecd" ? (world.restoring ? "restoring" : "ready") : undefined,
  };
}

const known = new Map<string, Observed>();

/** Everything that the provider decides from, by its own reading of the facts. */
export function observedIn(
  setting: Setting,
  lever: Lever,
  view: View,
  state: RollbackState,
  own: string | undefined,
): Observed {
  const id = `${setting.bounds.service} ${setting.stepMs} ${lever} ${idOf(view)} ${idOf(state)} ${own ?? ""}`;
  const found = known.get(id);
  if (found) return found;
  const observed = assemble(setting.desired[lever], factsOf(setting, lever, view), { state, own });
  if (known.size > 100_000) known.clear();
  known.set(id, observed);
  return observed;
}

function factsOf(setting: Setting, lever: Lever, view: View): Facts {
  const { bounds, disk: reference, hostId } = setting;
  const shown = view.restoring && bounds.service !== "ecd";
  const disk: DiskFacts = {
    disk: reference,
    type: bounds.service === "ecd" ? "system" : "data",
    category: "cloud_essd",
    sizeGiB: 40,
    state: shown ? "restoring" : "ready",
    statusWord: shown ? "ReIniting" : "In_use",
    encrypted: false,
    multiAttach: false,
    locks: [],
    hostIds: [hostId],
  };
  const host: HostFacts = {
    hostId,
    state: view.on ? "running" : "stopped",
    statusWord: view.on ? "Running" : "Stopped",
    // Only ecs tells it, to the minute.
    startedAt:
      bounds.service === "ecs" ? `${momentOf(setting, view.started).slice(0, 16)}:00.000Z` : undefined,
    locks: [],
  };
  const snapshotId = sourceId(lever);
  return {
    ...{ since: now, now, hosts: [host], hostIds: [hostId], safetyGroups: [], unfinishedOnHosts: [] },
    otherHosts: [],
    killSwitch: undefined,
    disks: [
      {
        ...{ reference, disk, all: view.snapshots, snapshotId, beingTaken: [] },
        source: view.snapshots.find((one) => one.snapshotId === snapshotId),
      },
    ],
  };
}

export const forgetViews = (): void => known.clear();
