import type { Simulator, SnapshotView, WorldView } from "../../simulator/index";
import { contents, saves, type Subject } from "./subjects";

/** What a cell looks at: the world at one moment. */
export interface Look {
  readonly world: WorldView;
  /** What each disk really holds, also while a reset runs. */
  readonly holds: Readonly<Record<string, string>>;
  readonly host: string;
}

export async function look(
  { control }: Pick<Simulator, "control">,
  { diskIds, hostId }: Subject,
): Promise<Look> {
  const world = await control.world();
  const holds = Object.fromEntries(
    diskIds.map((diskId) => {
      const disk = world.disks[diskId]!;
      return [diskId, disk.resetting ? contents.point(diskId) : disk.content];
    }),
  );
  return { world, holds, host: world.instances[hostId]!.status };
}

/** Disks that were reset between two looks. */
export const resetBetween = (before: Look, after: Look, { diskIds }: Subject): string[] =>
  diskIds.filter((diskId) => resetsOf(after, diskId) > resetsOf(before, diskId));

/** Of these, the ones that held something else than the snapshot: nobody but the cell itself writes. */
export const destroyedBetween = (before: Look, after: Look, subject: Subject): string[] =>
  resetBetween(before, after, subject).filter((diskId) => before.holds[diskId] !== contents.point(diskId));

const resetsOf = ({ world }: Look, diskId: string): number => world.disks[diskId]?.resets ?? 0;

export const snapshotsOf = ({ world }: Look, diskId: string): SnapshotView[] =>
  Object.values(world.snapshots).filter(({ sourceDiskId }) => sourceDiskId === diskId);

/** Promise 1: whatever a reset destroyed is in a complete snapshot, unless it was declared to go without. */
export function lost(before: Look, after: Look, subject: Subject): string[] {
  if (!saves(subject)) return [];
  return destroyedBetween(before, after, subject)
    .filter((diskId) => {
      const saved = snapshotsOf(after, diskId).filter(({ content }) => content === before.holds[diskId]);
      return !saved.some(({ status }) => status === "accomplished");
    })
    .map((diskId) => `LOST: "${before.holds[diskId]}" is on no disk and in no snapshot`);
}

/** Promise 3: a rollback that is told to be done is not still running. */
export const unended = ({ world }: Look, { diskIds }: Subject): string[] =>
  diskIds
    .filter((diskId) => world.disks[diskId]?.resetting)
    .map((diskId) => `FALSE SUCCESS: ${diskId} is still being reset`);

/** Each disk was reset once at the most. */
export function repeated(before: Look, after: Look, { diskIds }: Subject): string[] {
  return diskIds
    .filter((diskId) => resetsOf(after, diskId) - resetsOf(before, diskId) > 1)
    .map((diskId) => `${diskId} was reset twice in one run`);
}

/** One safety snapshot for each attempt at the most, and none left in the making. */
export function untidy(after: Look, subject: Subject, attempts: number): string[] {
  const most = saves(subject) ? attempts : 0;
  return subject.diskIds.flatMap((diskId) => {
    const [, ...taken] = snapshotsOf(after, diskId);
    return [
      ...(taken.length > most
        ? [`${diskId} has ${taken.length} safety snapshots of ${attempts} attempts`]
        : []),
      ...taken
        .filter(({ status }) => status === "progressing")
        .map(({ snapshotId }) => `${snapshotId} is still being taken`),
    ];
  });
}
