import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Snapshot } from "../world/entities";
import { openWorld, worldSchema, type World } from "../world/world";
import { ecdDesktops, ecdSnapshots } from "./fromEcd";
import { ecsDisk, ecsInstance, ecsSnapshot } from "./fromEcs";
import { swasDisk, swasServer, swasSnapshot } from "./fromSwas";

/** What one answer of a describe says: things of the world as JSON has them, each under its id. */
export interface Seed {
  readonly instances?: readonly { instanceId: string }[];
  readonly disks?: readonly { diskId: string }[];
  readonly snapshots?: readonly SeededSnapshot[];
}

interface SeededSnapshot {
  readonly snapshotId: string;
  readonly sourceDiskId: string;
  readonly sourceDiskType: string;
  readonly instanceId?: string;
}

/** Which describe a file is of shows in its fields; the first that fits reads it. */
const readers: readonly ((answer: unknown) => Seed | undefined)[] = [
  reader(z.looseObject({ Instances: z.looseObject({ Instance: z.array(ecsInstance) }) }), (answer) => ({
    instances: answer.Instances.Instance,
  })),
  reader(z.looseObject({ Disks: z.looseObject({ Disk: z.array(ecsDisk) }) }), (answer) => ({
    disks: answer.Disks.Disk,
  })),
  reader(z.looseObject({ Snapshots: z.looseObject({ Snapshot: z.array(ecsSnapshot) }) }), (answer) => ({
    snapshots: answer.Snapshots.Snapshot,
  })),
  reader(z.looseObject({ Instances: z.array(swasServer) }), (answer) => ({ instances: answer.Instances })),
  reader(z.looseObject({ Disks: z.array(swasDisk) }), (answer) => ({ disks: answer.Disks })),
  reader(z.looseObject({ Desktops: ecdDesktops }), (answer) => answer.Desktops),
  reader(z.looseObject({ Snapshots: z.array(swasSnapshot) }), (answer) => ({ snapshots: answer.Snapshots })),
  reader(z.looseObject({ Snapshots: ecdSnapshots }), (answer) => ({ snapshots: answer.Snapshots })),
];

function reader<Answer>(schema: z.ZodType<Answer>, toSeed: (answer: Answer) => Seed) {
  return (answer: unknown): Seed | undefined => {
    const read = schema.safeParse(answer);
    return read.success ? toSeed(read.data) : undefined;
  };
}

const described =
  "DescribeInstances, DescribeDisks or DescribeSnapshots of ECS, ListInstances, ListDisks or ListSnapshots of SWAS, " +
  "DescribeDesktops or DescribeSnapshots of ECD";

/** The official CLI's answers, each in a JSON file: a page of one is a file too. Throws with the file that is none. */
export function readSeeds(files: readonly string[]): Seed[] {
  return files.map(readSeed);
}

/** A world as they describe it; a new one each time. */
export function seedWorld(given: readonly Seed[]): World {
  const seeds = structuredClone(given);
  const byId = <Thing, Key extends keyof Thing>(things: readonly Thing[], key: Key) =>
    Object.fromEntries(things.map((thing) => [thing[key], thing]));
  const disks = seeds.flatMap((seed) => seed.disks ?? []);
  const instances = seeds.flatMap((seed) => seed.instances ?? []);
  const snapshots = seeds.flatMap((seed) => seed.snapshots ?? []);
  const world = worldSchema.parse({
    account: {},
    instances: byId(instances, "instanceId"),
    disks: byId(disks, "diskId"),
    snapshots: byId(snapshots, "snapshotId"),
    snapshotGroups: {},
    tokens: {},
  });
  const placed = Object.values(world.snapshots).map((snapshot) => placeSnapshot(snapshot, world));
  return openWorld({ ...world, snapshots: byId(placed, "snapshotId") });
}

/** A snapshot's answer lacks its machine (ECS, SWAS) or its disk (ECD): the other answers know. */
function placeSnapshot(snapshot: Snapshot, world: World): Snapshot {
  const ofDesktop = Object.values(world.disks).find(
    ({ instanceIds, type }) => instanceIds.includes(snapshot.instanceId) && type === snapshot.sourceDiskType,
  );
  const sourceDiskId = snapshot.sourceDiskId || (ofDesktop?.diskId ?? "");
  const disk = world.disks[sourceDiskId];
  if (disk === undefined) return { ...snapshot, sourceDiskId };
  return {
    ...snapshot,
    sourceDiskId,
    regionId: disk.regionId,
    instanceId: snapshot.instanceId || (disk.instanceIds[0] ?? ""),
    sourceDiskSize: snapshot.service === "swas" ? disk.size : snapshot.sourceDiskSize,
  };
}

function readSeed(file: string): Seed {
  const answer = readJson(file);
  for (const read of readers) {
    const seed = read(answer);
    if (seed !== undefined) return seed;
  }
  throw new Error(`${file} is not an answer that a world can be made of: it must be one of ${described}.`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
}
