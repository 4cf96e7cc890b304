import { z } from "zod";
import { defineAction, type ActionContext } from "../transport/action";
import { flag, wholeNumber } from "../transport/parameters";
import { diskSchema, type Disk, type Instance, type Snapshot } from "../world/entities";
import { findInstance } from "../world/find";
import { newId } from "../world/identifiers";
import { attach } from "./attachment";
import { createDiskErrors, findSource, leastAndMostSize, type CreateDiskCode } from "./diskCreation";
import { description, region, snapshotName, tags } from "./parameterRules";

const parameters = {
  RegionId: region("InvalidRegionId.NotFound"),
  ZoneId: z.string().min(1).optional(),
  /** Makes a subscription disk that is attached to this subscription instance. */
  InstanceId: z.string().min(1).optional(),
  SnapshotId: z.string().min(1).optional(),
  Size: wholeNumber(1, 65_536, "InvalidSize.ValueNotSupported").optional(),
  DiskName: snapshotName("InvalidDiskName.Malformed").optional(),
  Description: description("InvalidDescription.Malformed").optional(),
  DiskCategory: z
    .string()
    .refine(
      (category) => leastAndMostSize(category, "PL1") !== undefined,
      "InvalidDataDiskCategory.NotSupported",
    )
    .default("cloud"),
  PerformanceLevel: z
    .string()
    .refine((level) => /^PL[0-3]$/.test(level), "InvalidPerformanceLevel.Malformed")
    .default("PL1"),
  Encrypted: flag.default(false),
  KMSKeyId: z.string().default(""),
  MultiAttach: z.enum(["Enabled", "Disabled"]).default("Disabled"),
  ResourceGroupId: z.string().default(""),
  Tag: tags.default({}),
};

type Request = z.output<z.ZodObject<typeof parameters>>;
type Context = ActionContext<CreateDiskCode>;

/** A new disk that holds what its snapshot holds, or nothing. */
export const CreateDisk = defineAction({
  errors: createDiskErrors,
  idempotent: true,
  parameters,
  run(request, context) {
    if (request.SnapshotId === undefined && request.Size === undefined)
      throw context.error("MissingParameter");
    if (request.KMSKeyId !== "" && !request.Encrypted)
      throw context.error("InvalidParameter.EncryptedIllegal");
    const source =
      request.SnapshotId === undefined
        ? undefined
        : findSource(request.SnapshotId, request.RegionId, context);
    const host = findHost(request, context);
    const disk = newDisk(request, source, host?.zoneId ?? findZone(request, context), context);
    context.world.disks[disk.diskId] = disk;
    if (host === undefined) return { DiskId: disk.diskId };
    attach(disk, host, { deleteWithInstance: true }, context);
    return { DiskId: disk.diskId, OrderId: `2${disk.createdAt}` };
  },
});

function findHost({ InstanceId, ZoneId, RegionId }: Request, context: Context): Instance | undefined {
  if (InstanceId === undefined) return undefined;
  if (ZoneId !== undefined) throw context.error("InvalidParameter.Conflict");
  const host = findInstance(context, InstanceId);
  if (host?.regionId !== RegionId) throw context.error("InvalidInstanceId.NotFound");
  if (host.chargeType !== "PrePaid") throw context.error("InvalidPayMethod");
  return host;
}

function findZone({ ZoneId, RegionId }: Request, context: Context): string {
  if (ZoneId?.startsWith(RegionId) !== true) throw context.error("InvalidZoneId.NotFound");
  return ZoneId;
}

function newDisk(request: Request, source: Snapshot | undefined, zoneId: string, context: Context): Disk {
  const { DiskCategory, PerformanceLevel } = request;
  // The larger of both, says the SDK; an older table has an error for a size below the snapshot's.
  const size = Math.max(request.Size ?? 0, source?.sourceDiskSize ?? 0);
  const [least, most] = leastAndMostSize(DiskCategory, PerformanceLevel)!;
  if (size < least || size > most) throw context.error("InvalidSize.ValueNotSupported");
  const isEssd = DiskCategory === "cloud_essd";
  if (request.MultiAttach === "Enabled" && !isEssd) throw context.error("InvalidParameter.Conflict");
  const time = (milliseconds: number) => new Date(milliseconds).toISOString();
  const finishesAt = time(context.now + context.settings.durations.createDisk);
  return diskSchema.parse({
    diskId: newId("d-"),
    regionId: request.RegionId,
    zoneId,
    diskName: request.DiskName,
    description: request.Description,
    type: "data",
    category: DiskCategory,
    performanceLevel: isEssd ? PerformanceLevel : "",
    size,
    device: "",
    chargeType: request.InstanceId === undefined ? "PostPaid" : "PrePaid",
    portable: request.InstanceId === undefined,
    createdAt: time(context.now),
    deleteWithInstance: false,
    sourceSnapshotId: source?.snapshotId,
    content: source?.content,
    encrypted: request.Encrypted || source?.encrypted,
    kmsKeyId: request.KMSKeyId || source?.kmsKeyId,
    multiAttach: request.MultiAttach === "Enabled",
    resourceGroupId: request.ResourceGroupId,
    tags: request.Tag,
    everAttached: false,
    everUsed: false,
    transition: { status: "Creating", finishesAt },
  });
}
