import { z } from "zod";
import type { DiskReference, ServiceName } from "../facts";
import { checkInputs, type CheckFailure, type Rule } from "./checkInputs";
import * as field from "./fields";

/** What getRestorePoints is asked, for each service. */
export const restorePointsInputs = z
  .discriminatedUnion(
    "service",
    [
      z.strictObject({
        ...common("ecs"),
        diskId: field.diskId("ECS DescribeSnapshots").optional().describe("The disk."),
        instanceId: field.instanceId
          .optional()
          .describe("Instead of `diskId`: all disks that are attached to the instance, and its groups."),
        snapshotGroupId: field.snapshotGroupToRestore
          .optional()
          .describe("Instead of `diskId`: this group only."),
      }),
      z.strictObject({
        ...common("swas"),
        diskId: field.diskId("SWAS ListSnapshots").optional().describe("The disk."),
        instanceId: z.string().min(1).optional().describe("Instead of `diskId`: all disks of the server."),
      }),
      z.strictObject({
        ...common("ecd"),
        desktopId: field.desktopId.describe("The desktop."),
        sourceDiskType: field.sourceDiskType.optional().describe("Which of its disks. Unset: both of them."),
      }),
    ],
    'must be "ecs", "swas" or "ecd"',
  )
  .describe(
    "The restore points of a disk, newest first: snapshots that people, policies or rollbacks have taken, and groups.",
  );

/** Whose points are asked for. */
export type PointsOf =
  | { readonly kind: "disks"; readonly disks: readonly DiskReference[] }
  | { readonly kind: "host"; readonly hostId: string }
  | { readonly kind: "group"; readonly snapshotGroupId: string };

/** Of a question that was found right. */
export function askedOf(asked: z.output<typeof restorePointsInputs>): PointsOf {
  if (asked.service === "ecd") {
    const { desktopId, sourceDiskType } = asked;
    const types = sourceDiskType ? [sourceDiskType] : (["system", "data"] as const);
    return { kind: "disks", disks: types.map((type) => ({ desktopId, sourceDiskType: type })) };
  }
  if (asked.diskId !== undefined) return { kind: "disks", disks: [{ diskId: asked.diskId }] };
  if (asked.service === "ecs" && asked.snapshotGroupId !== undefined)
    return { kind: "group", snapshotGroupId: asked.snapshotGroupId };
  return { kind: "host", hostId: asked.instanceId ?? "" };
}

function common<Name extends ServiceName>(name: Name) {
  return {
    service: field.service(name),
    regionId: field.regionId.describe(
      "Where the disk is. Default: the provider's region (`alicloud:region`).",
    ),
    after: field.moment
      .optional()
      .describe('Only points of this moment or later, such as "2026-11-20T18:40:00Z".'),
    before: field.moment.optional().describe("Only points before this moment."),
    namePrefix: z.string().min(1).optional().describe("Only points whose name begins with this."),
  };
}

/** What is wrong with the question. */
export const checkRestorePoints = (inputs: Readonly<Record<string, unknown>>): CheckFailure[] =>
  checkInputs(restorePointsInputs, inputs, rules);

function rules(inputs: Readonly<Record<string, unknown>>): Rule[] {
  if (inputs["service"] === "ecd") return [];
  const ways =
    inputs["service"] === "swas" ? ["diskId", "instanceId"] : ["diskId", "instanceId", "snapshotGroupId"];
  const given = ways.filter((name) => inputs[name] !== undefined);
  if (given.length === 1) return [];
  const reason = `is one of ${ways.join(", ")}: name exactly one`;
  return [{ property: given[0] ?? "diskId", involves: ways, reason }];
}
