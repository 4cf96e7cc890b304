import { lineText } from "../../provider/rollback/model/line";
import { safetyMarks } from "../../provider/rollback/model/marks";
import { diskNameOf } from "../../provider/lifecycle/diskName";
import * as record from "../../provider/rollback/model/run";
import type { Outcome, Running } from "./outcome";
import { looked } from "./look";
import { told } from "./perform";
import type { Setting } from "./setting";
import { momentOf, nowText, someTime } from "./time";
import type { World, WorldSnapshot } from "./world";

/** Takes a safety snapshot: it holds the disk of this moment, and says whose it is. */
export function takeSafety(setting: Setting, world: World, process: Running): Outcome[] {
  const { bounds, desired } = setting;
  const { service, what } = desired[process.lever];
  const saving = told(process, (now) => record.entered(now, "safetySnapshot", someTime), record.begun);
  if (world.restoring) {
    const words = "The disk is being rolled back";
    const failed = told(looked(setting, world, saving), (now) =>
      record.failed(now, { kind: "failed", words }),
    );
    return [{ words: "cannot save: the disk is being rolled back", world, process: failed }];
  }
  const { run } = saving.memory;
  const name = { key: run.pending.key, attempt: run.pending.attempt };
  const disk = setting.disk.diskId ?? `${setting.disk.desktopId}/${setting.disk.sourceDiskType}`;
  const line = lineText({ ...record.lineOf(run, disk, "announced", nowText), sequence: 0 });
  const marks = safetyMarks(name, line, what, service.capabilities.journal === "tags");
  const taken: WorldSnapshot = {
    snapshotId: safetyId(run, world),
    content: world.content,
    complete: false,
    taken: world.moment,
    tags: bounds.tags === "none" ? {} : marks.tags,
    description: marks.description,
    lines: {},
    rolledBack: undefined,
  };
  const then: World = { ...world, moment: world.moment + 1, snapshots: [...world.snapshots, taken] };
  const words = `saves ${world.content}`;
  if (bounds.slowSafety)
    return [{ words: `begins and ${words}`, world: then, process: { ...saving, at: "saving" } }];
  return completeSafety(setting, completed(then), saving).map((one) => ({ ...one, words }));
}

/** Names of snapshots that never fall together, in the order of their moments. */
const safetyId = ({ pending }: record.Run, { moment }: World): string =>
  `s-t${String(moment).padStart(3, "0")}${pending.attempt}`;

/** Every snapshot that is being taken is complete. */
export const completed = (world: World): World => ({
  ...world,
  snapshots: world.snapshots.map((one) => (one.complete ? one : { ...one, complete: true })),
  saved: [...new Set([...world.saved, ...world.snapshots.map(({ content }) => content)])].sort(),
});

/** The process goes on once its own is complete. */
export function completeSafety(setting: Setting, world: World, process: Running): Outcome[] {
  const { attempt } = process.memory.run.pending;
  const own = world.snapshots.findLast(({ snapshotId }) => snapshotId.endsWith(attempt));
  const looping: Running = { ...process, at: "looping" };
  if (!own) {
    const failed = told(looked(setting, world, looping), (now) =>
      record.failed(now, { kind: "failed", words: "The safety snapshot is gone" }),
    );
    return [{ words: "its safety snapshot is gone", world, process: failed }];
  }
  if (!own.complete) return [];
  const safety = { snapshots: [{ ...diskNameOf(setting.disk), snapshotId: own.snapshotId }] };
  const takenAt = momentOf(setting, own.taken);
  return [
    {
      words: "its safety snapshot is complete",
      world,
      process: told(looping, (now) =>
        record.savedPresent(now, safety, { takenAt, seenAt: Date.parse(momentOf(setting, world.moment)) }),
      ),
    },
  ];
}
