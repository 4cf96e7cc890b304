import type { SettingsInput, Simulator } from "../../simulator/index";

/** One way to declare a rollback, with the world it takes place in. */
export interface Subject {
  readonly name: string;
  readonly service: "ecs" | "swas" | "ecd";
  readonly hostId: string;
  readonly diskIds: readonly string[];
  /** What the resource is declared with before the lever is armed. */
  readonly disarmed: Readonly<Record<string, unknown>>;
  readonly armed: Readonly<Record<string, unknown>>;
  readonly settings: SettingsInput;
  /** What the short matrix plays of it: all that changes something, what several disks have of their own, nothing. */
  readonly short: "all" | "own" | "nothing";
}

const running = { whenRunning: "stop" };
const pointOf = (diskId: string) => `s-point${diskId.slice("d-sim".length)}`;
const groupId = "ssg-point1";

const several = ["d-sim0003", "d-sim0004"];
const ofInstance = ["d-sim0003", "d-sim0004", "d-sim0005", "d-sim0006"];
const disks = (armed: boolean) =>
  several.map((diskId) => (armed ? { diskId, snapshotId: pointOf(diskId) } : { diskId }));
const declaredDisks = {
  service: "ecs",
  hostId: "i-sim0002",
  diskIds: several,
  disarmed: { ...running, disks: disks(false) },
  armed: { ...running, disks: disks(true) },
} as const;
const desktop = { ...running, service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "data" };
const server = { ...running, service: "swas", diskId: "d-simswas01" };

export const subjects: readonly Subject[] = [
  {
    name: "ecs",
    service: "ecs",
    hostId: "i-sim0001",
    diskIds: ["d-sim0002"],
    disarmed: { ...running, diskId: "d-sim0002" },
    armed: { ...running, diskId: "d-sim0002", snapshotId: pointOf("d-sim0002") },
    settings: {},
    short: "all",
  },
  { ...declaredDisks, name: "ecs disks", settings: {}, short: "own" },
  // The action for several disks is gone: one request for each disk, and a kill may come between two.
  { ...declaredDisks, name: "ecs disks, one by one", settings: { resetDisks: "gone" }, short: "nothing" },
  {
    name: "ecs group",
    service: "ecs",
    hostId: "i-sim0002",
    diskIds: ofInstance,
    disarmed: { ...running, instanceId: "i-sim0002" },
    armed: { ...running, instanceId: "i-sim0002", snapshotGroupId: groupId },
    settings: { resetShowsReIniting: false },
    short: "nothing",
  },
  {
    name: "swas",
    service: "swas",
    hostId: "sim00000000000000000000000000swas1",
    diskIds: ["d-simswas01"],
    disarmed: server,
    armed: { ...server, snapshotId: pointOf("d-simswas01") },
    settings: {},
    short: "all",
  },
  {
    name: "ecd",
    service: "ecd",
    hostId: "ecd-sim0001",
    diskIds: ["d-simecd02"],
    disarmed: desktop,
    armed: { ...desktop, snapshotId: pointOf("d-simecd02") },
    settings: {},
    short: "all",
  },
];

/** The same with other policies. A desktop without a safety snapshot is in none: then nothing is noted of its rollback. */
export const otherwise: readonly Subject[] = [
  ...declaredWith("no safety snapshot", { safetySnapshot: false }, ["ecs", "ecs disks", "swas"]),
  ...declaredWith("saved before the stop", { safetySnapshot: { when: "beforeStop" } }, [
    "ecs",
    "ecs disks",
    "swas",
    "ecd",
  ]),
];

function declaredWith(
  what: string,
  policy: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Subject[] {
  return subjects
    .filter(({ name }) => names.includes(name))
    .map((subject) => ({
      ...subject,
      name: `${subject.name}, ${what}`,
      armed: { ...subject.armed, ...policy },
      short: subject.name === "ecs" && what === "no safety snapshot" ? "own" : "nothing",
    }));
}

/** Whether the present is saved before it is lost. */
export const saves = ({ armed }: Subject): boolean => armed["safetySnapshot"] !== false;

/** What a disk holds: in the snapshot to go back to, before the rollback, and written by somebody afterwards. */
export const contents = {
  point: (diskId: string) => `${diskId} as the snapshot has it`,
  present: (diskId: string) => `${diskId} before the rollback`,
  written: (diskId: string) => `${diskId} written since`,
} as const;

/** The known world, with a restore point of a day ago and something written since on each disk. */
export async function seed({ control }: Simulator, { service, hostId, diskIds }: Subject): Promise<void> {
  const world = await control.world();
  const createdAt = new Date(Date.parse(world.now) - 24 * 3_600_000).toISOString();
  const grouped = diskIds.length > 1;
  if (grouped)
    await control.add("snapshotGroups", { snapshotGroupId: groupId, instanceId: hostId, createdAt });
  for (const diskId of diskIds) {
    await control.add("snapshots", {
      snapshotId: pointOf(diskId),
      service,
      sourceDiskId: diskId,
      sourceDiskType: world.disks[diskId]?.type,
      sourceDiskSize: world.disks[diskId]?.size,
      instanceId: hostId,
      content: contents.point(diskId),
      ...{ createdAt, availableAt: createdAt, finishesAt: createdAt },
      ...(grouped ? { snapshotGroupId: groupId } : {}),
    });
    await control.writeContent(diskId, contents.present(diskId));
  }
}
