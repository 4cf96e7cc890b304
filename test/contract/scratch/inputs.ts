import { z } from "zod";
import * as field from "../../../provider/lifecycle/inputs/fields";
import { scratch } from "./service";

const volumeId = z
  .string()
  .regex(/^vol-[a-z0-9]+$/, 'must be a volume id, such as "vol-1" (page Scratch TakePoint)');

/**
 * What a program may declare of the scratch service, as an option of each of the two unions. It begins with the
 * option of the service that names its disks in the same way.
 */
export const snapshotOption = (like: z.ZodObject) =>
  like.omit({ tags: true, resourceGroupId: true }).extend({
    service: z.literal("scratch"),
    diskId: volumeId.optional(),
    snapshotName: field.snapshotName(scratch.snapshotName).optional(),
    description: field.description(1, 200, "Scratch TakePoint").optional(),
  });

export const rollbackOption = (like: z.ZodObject) =>
  like.omit({ forceStop: true }).extend({ service: z.literal("scratch"), diskId: volumeId });

/** The union with one option more. */
export function withOption(
  union: z.ZodDiscriminatedUnion,
  option: (like: z.ZodObject) => z.ZodObject,
): z.ZodDiscriminatedUnion {
  const objects = union.options.filter((one) => one instanceof z.ZodObject);
  const like = objects.find((one) => (one.shape["service"] as z.ZodLiteral).value === "swas");
  if (!like) throw new Error("no service names its disks by diskId alone");
  return z.discriminatedUnion("service", [...objects, option(like)] as never);
}
