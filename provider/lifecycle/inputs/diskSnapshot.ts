import { z } from "zod";
import type { DiskReference, NameRule, ServiceName } from "../facts";
import * as field from "./fields";

/** What a program may declare of a DiskSnapshot, for each service under the rules of its pages. */
export const snapshotInputs = (names: Readonly<Record<ServiceName, NameRule>>) =>
  z.discriminatedUnion(
    "service",
    [
      z.strictObject({
        ...common("ecs", names),
        diskId: field.diskId("ECS CreateSnapshot").optional(),
        instanceId: field.instanceId.optional(),
        diskIds: field.diskIds(16, "ECS CreateSnapshotGroup").optional(),
        excludeDiskIds: field.diskIds(16, "ECS CreateSnapshotGroup").optional(),
        description: field.description(2, 256, "ECS CreateSnapshot").optional(),
        retentionDays: field.retentionDays.optional(),
        tags: field.tags(128, "ECS CreateSnapshot").optional(),
        resourceGroupId,
        waitFor: z.enum(["accomplished", "available", "submitted"]).default("accomplished"),
        forceDelete: z.boolean().default(false),
      }),
      z.strictObject({
        ...common("swas", names),
        diskId: field.diskId("SWAS CreateSnapshot").optional(),
        description: field.description(1, 255, "SWAS UpdateSnapshotAttribute").optional(),
        tags: field.tags(64, "SWAS CreateSnapshot").optional(),
        resourceGroupId,
        waitFor: z.enum(["accomplished", "submitted"]).default("accomplished"),
      }),
      z.strictObject({
        ...common("ecd", names),
        desktopId: field.desktopId.optional(),
        sourceDiskType: field.sourceDiskType.optional(),
        description: field
          .description(1, 128 - markLength, "ECD CreateSnapshot", `, less ${markLength} for our mark`)
          .optional(),
        waitFor: z.enum(["accomplished", "submitted"]).default("accomplished"),
      }),
    ],
    'must be "ecs", "swas" or "ecd"',
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

const common = <Name extends ServiceName>(name: Name, names: Readonly<Record<ServiceName, NameRule>>) => ({
  service: z.literal(name),
  regionId: field.regionId,
  snapshotName: field.snapshotName(names[name]).optional(),
  triggers: field.triggers.optional(),
  keep: z
    .int("must be a whole number")
    .min(1, "must be at least 1: the newest generation is always kept")
    .max(256, "must be at most 256: a disk has no more snapshots")
    .default(defaultKeep),
  existingSnapshotId: field.snapshotId(listPages[name]).optional(),
  onMissing: z.enum(["keep", "recreate"]).default("keep"),
  timeouts: z
    .strictObject({ create: field.duration.default("60m"), delete: field.duration.default("10m") })
    .prefault({}),
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
