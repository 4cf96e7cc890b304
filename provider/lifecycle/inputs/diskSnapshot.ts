import { z } from "zod";
import type { DiskReference, NameRule, ServiceName } from "../facts";
import * as field from "./fields";

/** What a program may declare of a DiskSnapshot, for each service under the rules of its pages. */
export const snapshotInputs = (names: Readonly<Record<ServiceName, NameRule>>) =>
  z
    .discriminatedUnion(
      "service",
      [
        z.strictObject({
          ...common("ecs"),
          snapshotName: field
            .snapshotName(names.ecs)
            .optional()
            .describe(
              '2 to 128 characters, beginning with a letter but not with "auto"; letters, digits, ":", "_", "." and "-". Default: derived from the resource\'s name and triggers. Changing it renames the snapshot in place.',
            ),
          diskId: field
            .diskId("ECS CreateSnapshot")
            .optional()
            .describe(
              "The disk to take the snapshot of. It must have been attached once. Changing it replaces the resource.",
            ),
          instanceId: field.instanceId
            .optional()
            .describe(
              "Instead of `diskId`: all disks of this instance, as one crash-consistent group. The disks must be of the ESSD family. Changing it replaces the resource.",
            ),
          diskIds: field
            .diskIds(16, "ECS CreateSnapshotGroup")
            .optional()
            .describe(
              "Instead of `diskId`: these disks, 1 to 16 in one zone, as one group. Changing it replaces the resource.",
            ),
          excludeDiskIds: field
            .diskIds(16, "ECS CreateSnapshotGroup")
            .optional()
            .describe("With `instanceId`: all its disks but these. Changing it replaces the resource."),
          description: field
            .description(2, 256, "ECS CreateSnapshot")
            .optional()
            .describe("2 to 256 characters. Changing it changes the snapshot in place."),
          retentionDays: field.retentionDays
            .optional()
            .describe(
              "Days after which the cloud deletes the snapshot, counted from its creation, 1 to 65536. Default: kept until it is deleted. Not for a group. Changing it extends the snapshot in place; it cannot be shortened.",
            ),
          tags: field
            .tags(128, "ECS CreateSnapshot")
            .optional()
            .describe(
              'At most 20, keys of at most 128 characters not beginning with "aliyun" or "acs:". Changing them changes the snapshot in place.',
            ),
          resourceGroupId: resourceGroupId.describe(
            "The resource group of the snapshot. Changing it moves the snapshot in place.",
          ),
          waitFor: z
            .enum(["accomplished", "available", "submitted"])
            .default("accomplished")
            .describe(
              'What a create or update waits for: the complete snapshot ("accomplished", the default), one that disks can be created from ("available"), or only its request ("submitted"). A rollback of the same disk in the same `up` waits for the rest. Changing it changes the state only.',
            ),
          forceDelete: z
            .boolean()
            .default(false)
            .describe(
              "Delete the snapshot although disks were created from it; those can then not be re-initialised. An image made from it still prevents that. Default false. Changing it changes the state only. (ECS DeleteSnapshot)",
            ),
        }),
        z.strictObject({
          ...common("swas"),
          snapshotName: field
            .snapshotName(names.swas)
            .optional()
            .describe(
              '2 to 50 characters, beginning with a letter but not with "auto"; letters, digits, ":", "_", "." and "-". Default: derived from the resource\'s name and triggers. It cannot be changed, except together with `triggers`.',
            ),
          diskId: field
            .diskId("SWAS CreateSnapshot")
            .optional()
            .describe("The disk to take the snapshot of. Changing it replaces the resource."),
          description: field
            .description(1, 255, "SWAS UpdateSnapshotAttribute")
            .optional()
            .describe(
              "The snapshot's remark, at most 255 characters. Changing it changes the snapshot in place.",
            ),
          tags: field
            .tags(64, "SWAS CreateSnapshot")
            .optional()
            .describe(
              "At most 20, keys and values of at most 64 characters. Changing them changes the snapshot in place.",
            ),
          resourceGroupId: resourceGroupId.describe(
            "The resource group of the snapshot. It cannot be changed, except together with `triggers`.",
          ),
          waitFor: z
            .enum(["accomplished", "submitted"])
            .default("accomplished")
            .describe(
              'Wait for the complete snapshot ("accomplished", the default) or only for its request ("submitted"). A rollback of the same disk in the same `up` waits for the rest.',
            ),
        }),
        z.strictObject({
          ...common("ecd"),
          snapshotName: field
            .snapshotName(names.ecd)
            .optional()
            .describe(
              '2 to 127 characters, beginning with a letter but not with "auto"; letters, digits, "_" and "-". Default: derived from the resource\'s name and triggers. It cannot be changed, except together with `triggers`.',
            ),
          desktopId: field.desktopId
            .optional()
            .describe("The desktop, Running or Stopped. Changing it replaces the resource."),
          sourceDiskType: field.sourceDiskType
            .optional()
            .describe("Which of its disks. Changing it replaces the resource."),
          description: field
            .description(1, 128 - markLength, "ECD CreateSnapshot", `, less ${markLength} for our mark`)
            .optional()
            .describe(
              "At most 104 characters: the service allows 128, and 24 are for the mark by which a snapshot is found again whose create was answered to nobody. It cannot be changed, except together with `triggers`.",
            ),
          waitFor: z
            .enum(["accomplished", "submitted"])
            .default("accomplished")
            .describe(
              'Wait for the complete snapshot ("accomplished", the default) or only for its request ("submitted"). A rollback of the same disk in the same `up` waits for the rest.',
            ),
        }),
      ],
      'must be "ecs", "swas" or "ecd"',
    )
    .describe(
      "A restore point: a snapshot of a disk (or of all disks of an instance, at one moment), taken when the resource is created and again, as a new generation, when `triggers` change. It is never silently taken again.",
    );

/** Room in a description for the mark by which a snapshot is found again whose create was answered to nobody. */
export const markLength = 24;

export const defaultKeep = 2;

const resourceGroupId = z.string().min(1, "must be a resource group id").optional();

/** What lists the snapshots that can be tracked. */
const listPages = {
  ecs: "ECS DescribeSnapshots",
  swas: "SWAS ListSnapshots",
  ecd: "ECD DescribeSnapshots",
} as const satisfies Readonly<Record<ServiceName, string>>;

const common = <Name extends ServiceName>(name: Name) => ({
  service: field.service(name),
  regionId: field.regionId.describe(
    "Default: `alicloud:region` of the stack, else the environment's. Changing it replaces the resource.",
  ),
  triggers: field.triggers
    .optional()
    .describe(
      "Any values: a version, a date, a list. Changing them takes a **new** snapshot in place: `snapshotId` becomes the new one, and older ones stay as far as `keep`.",
    ),
  keep: z
    .int("must be a whole number")
    .min(1, "must be at least 1: the newest generation is always kept")
    .max(256, "must be at most 256: a disk has no more snapshots")
    .default(defaultKeep)
    .describe(
      "How many generations to keep, the newest included; only complete ones count. Default 2. An older one is deleted only when so many newer ones are complete, and not by the update that puts it beyond `keep`, since a rollback of the same run may go back to it: it stays for a while, and the next update of this resource deletes it before it takes its own. One that has failed is deleted by the update after it was replaced; one that is still being taken stays until then. Changing it deletes nothing by itself: the next update does.",
    ),
  existingSnapshotId: field
    .snapshotId(listPages[name])
    .optional()
    .describe(
      "Track a snapshot that exists instead of taking one: it is checked, and never deleted by this resource. `triggers` and whatever else describes a new snapshot are refused beside it. Changing it replaces the resource.",
    ),
  onMissing: z
    .enum(["keep", "recreate"])
    .default("keep")
    .describe(
      'When a refresh finds the snapshot gone: "keep" it on record as deleted, with a warning (the default), or "recreate" it from the disk as it is then. That is not what was lost. So a rollback refuses it by its id; to go back to it on purpose, use `restoreTo` with a moment after it. Changing it changes the state only.',
    ),
  timeouts: z
    .strictObject({
      create: field.duration.default("60m").describe("For taking a snapshot. Default 60m."),
      delete: field.duration.default("10m").describe("For deleting one. Default 10m."),
    })
    .prefault({})
    .describe(
      'How long to wait, such as "90s", "60m", "2h". Default: create 60m, delete 10m. Changing them changes the state only.',
    ),
});

type Parsed = z.output<ReturnType<typeof snapshotInputs>>;

/** What is declared, in one shape for all services. */
export interface DeclaredSnapshot {
  readonly service: ServiceName;
  readonly regionId: string;
  /** Absent where a snapshot is only tracked, and its disk not named. */
  readonly target: SnapshotTarget | undefined;
  readonly snapshotName: string | undefined;
  readonly description: string | undefined;
  readonly retentionDays: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId: string | undefined;
  readonly triggers: unknown;
  readonly keep: number;
  readonly existingSnapshotId: string | undefined;
  readonly waitFor: "accomplished" | "available" | "submitted";
  readonly onMissing: "keep" | "recreate";
  readonly forceDelete: boolean;
  readonly timeouts: { readonly create: string; readonly delete: string };
}

export type SnapshotTarget =
  | { readonly kind: "disk"; readonly disk: DiskReference }
  | {
      readonly kind: "group";
      readonly instanceId: string | undefined;
      readonly diskIds: readonly string[];
      readonly excludeDiskIds: readonly string[];
    };

export function declaredSnapshot(inputs: Parsed): DeclaredSnapshot {
  const {
    service,
    regionId,
    snapshotName,
    description,
    triggers,
    keep,
    existingSnapshotId,
    waitFor,
    onMissing,
    timeouts,
  } = inputs;
  return {
    ...{
      service,
      regionId,
      snapshotName,
      description,
      triggers,
      keep,
      existingSnapshotId,
      waitFor,
      onMissing,
      timeouts,
    },
    target: targetOf(inputs),
    retentionDays: service === "ecs" ? inputs.retentionDays : undefined,
    tags: service === "ecd" ? {} : (inputs.tags ?? {}),
    resourceGroupId: service === "ecd" ? undefined : inputs.resourceGroupId,
    forceDelete: service === "ecs" && inputs.forceDelete,
  };
}

function targetOf(inputs: Parsed): SnapshotTarget | undefined {
  if (inputs.service === "ecd") {
    const { desktopId, sourceDiskType } = inputs;
    if (desktopId === undefined || sourceDiskType === undefined) return undefined;
    return { kind: "disk", disk: { desktopId, sourceDiskType } };
  }
  if (inputs.diskId !== undefined) return { kind: "disk", disk: { diskId: inputs.diskId } };
  if (inputs.service === "swas") return undefined;
  const { instanceId, diskIds = [], excludeDiskIds = [] } = inputs;
  if (instanceId === undefined && diskIds.length === 0) return undefined;
  return { kind: "group", instanceId, diskIds, excludeDiskIds };
}
