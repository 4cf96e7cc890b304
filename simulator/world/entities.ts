import { z } from "zod";
import { agentSchema } from "./agent";
import { instant } from "./time";

/**
 * What the simulated account holds. One shape for all three services: an ECS instance, a SWAS server and a
 * cloud desktop are an `Instance`, whatever the wire calls them. JSON (the state file, the control API) and
 * the program read and write the same schemas, so a wrong field is refused at the door.
 */
export const serviceNames = ["ecs", "swas", "ecd"] as const;
export type ServiceName = (typeof serviceNames)[number];

const service = z.enum(serviceNames).default("ecs");
const regionId = z.string().default("cn-hangzhou");
const zoneId = z.string().default("cn-hangzhou-h");
const tags = z
  // Not z.record: it would lose a tag whose key is __proto__.
  .custom<Record<string, string>>(isTags, "tags are texts by their keys")
  .default({});
const id = z.string().regex(/^[A-Za-z0-9-]+$/, "an id has letters, digits and hyphens");
/** Never: the operation hangs. */
const instantOrNever = instant.nullable();
const fate = z.enum(["completes", "hangs"]).default("completes");
/**
 * Documented fields that nothing here depends on, such as `DeletionProtection`, under their names on the wire.
 * They go over what an ordinary one would show; what the world knows itself goes over them.
 */
const details = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => isWritable(value),
    "details have names of letters, digits and _.-, nested 20 deep at the most",
  )
  .default({});

/** What both XML and JSON can say; whoever writes them goes as deep as they are. */
function isWritable(value: unknown, deepest = 20): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (deepest === 0) return false;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  const isSpoken = names.every((name) => /^[A-Za-z_][\w.-]*$/.test(name));
  return isSpoken && Object.values(value).every((part) => isWritable(part, deepest - 1));
}

function isTags(value: unknown): boolean {
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  return plain && Object.values(value).every((one) => typeof one === "string");
}

export const diskSchema = z.strictObject({
  diskId: id,
  service,
  regionId,
  zoneId,
  diskName: z.string().default(""),
  description: z.string().default(""),
  type: z.enum(["system", "data"]).default("data"),
  category: z.string().default("cloud_essd"),
  performanceLevel: z.string().default("PL1"),
  size: z.number().int().positive().default(40),
  /** Several for a multi-attach disk; none for a detached one. */
  instanceIds: z.array(z.string()).default([]),
  device: z.string().default("/dev/xvdb"),
  chargeType: z.enum(["PostPaid", "PrePaid"]).default("PostPaid"),
  createdAt: instant,
  attachedAt: instant.optional(),
  detachedAt: instant.optional(),
  expiredAt: instant.optional(),
  deleteWithInstance: z.boolean().default(true),
  /** Whether a release takes the automatic snapshots away too. */
  deleteAutoSnapshot: z.boolean().default(true),
  portable: z.boolean().default(true),
  imageId: z.string().default(""),
  /** The snapshot the disk was created from; a reset does not change it. */
  sourceSnapshotId: z.string().default(""),
  resourceGroupId: z.string().default(""),
  tags,
  details,
  content: z.string().default(""),
  /** How many resets were submitted: each one destroyed what was on the disk. */
  resets: z.number().int().nonnegative().default(0),
  lastReset: z
    .strictObject({ snapshotId: z.string(), startedAt: instant, finishesAt: instantOrNever })
    .optional(),

  /** The last rollbacks, the oldest first, for those who look on. */
  rollbacks: z.array(z.strictObject({ snapshotId: z.string(), startedAt: instant })).default([]),
  encrypted: z.boolean().default(false),
  kmsKeyId: z.string().default(""),
  kmsKeyState: z
    .enum(["usable", "notFound", "notEnabled", "kmsUnauthorized", "cmkUnauthorized"])
    .default("usable"),
  multiAttach: z.boolean().default(false),
  sharedVolume: z.boolean().default(false),
  operationLocks: z.array(z.string()).default([]),
  everAttached: z.boolean().default(true),
  everUsed: z.boolean().default(true),
  /** What CreateDisk, AttachDisk and DetachDisk have begun; over when its time has come. */
  transition: z
    .strictObject({
      status: z.enum(["Creating", "Attaching", "Detaching"]),
      finishesAt: instantOrNever,
      /** Where a disk that is being detached still is. */
      instanceId: z.string().default(""),
    })
    .optional(),
  /** A status that the disk is held in until it is taken away, such as a detach that takes its time. */
  heldStatus: z.enum(["Attaching", "Detaching", "Creating", "Migrating", "Transferring"]).optional(),
  /** The account is on the disk's white list. */
  whitelisted: z.boolean().default(true),
  /** Another operation holds the disk. */
  conflicting: z.boolean().default(false),
  /** Released: the id is remembered, the disk is gone. */
  released: z.boolean().default(false),
  /** CreateSnapshotGroup silently leaves this disk out, as a runbook of Alibaba's warns. */
  skippedByGroups: z.boolean().default(false),
  snapshotFate: z.enum(["completes", "fails", "hangs"]).default("completes"),
  resetFate: fate,
});
export type Disk = z.infer<typeof diskSchema>;

export const instanceSchema = z.strictObject({
  instanceId: id,
  service,
  regionId,
  zoneId,
  instanceName: z.string().default(""),
  description: z.string().default(""),
  instanceType: z.string().default("ecs.g7.large"),
  osType: z.enum(["linux", "windows"]).default("linux"),
  imageId: z.string().default("aliyun_3_x64_20G_alibase_20260101.vhd"),
  chargeType: z.enum(["PostPaid", "PrePaid"]).default("PostPaid"),
  networkType: z.enum(["vpc", "classic"]).default("vpc"),
  createdAt: instant,
  expiredAt: instant.optional(),
  resourceGroupId: z.string().default(""),
  tags,
  details,
  /** An address made from the id; empty: none. */
  publicIpAddress: z.string().optional(),

  /** Where the last stop or start leads, and when it is there. */
  target: z.enum(["Running", "Stopped"]).default("Running"),
  changedAt: instant,
  settlesAt: instantOrNever,
  startedAt: instant.optional(),
  stoppedMode: z.enum(["KeepCharging", "StopCharging"]).default("KeepCharging"),
  /** "No fees for stopped instances" is on: a stop without StoppedMode releases the machine. */
  economicalMode: z.boolean().default(false),
  /** The zone is sold out: an instance whose machine was released does not start again. */
  noStock: z.boolean().default(false),
  stopFate: fate,
  startFate: fate,
  /** `security`, `financial`, …: what OperationLocks shows. */
  operationLocks: z.array(z.string()).default([]),

  /** What DescribeUserData shows, in plain text. */
  userData: z.string().default(""),
  ramRoleName: z.string().default(""),
  agent: agentSchema.default(() => agentSchema.parse({})),

  /** SWAS: Normal, Expired or Overdue, and why the server is disabled. */
  businessStatus: z.enum(["Normal", "Expired", "Overdue"]).default("Normal"),
  disableReason: z.enum(["FINANCIAL", "SECURITY", "EXPIRED"]).optional(),
  /** ECD: whether someone is connected to the desktop. */
  connectionStatus: z.enum(["Unknown", "Connected", "Disconnected"]).default("Disconnected"),
  managementFlag: z.enum(["NoFlag", "Updating"]).default("NoFlag"),
});
export type Instance = z.infer<typeof instanceSchema>;

export const snapshotSchema = z.strictObject({
  snapshotId: id,
  service,
  regionId,
  snapshotName: z.string().optional(),
  description: z.string().optional(),
  /** SWAS: the only attribute that can be changed. */
  remark: z.string().optional(),
  sourceDiskId: z.string(),
  sourceDiskType: z.enum(["system", "data"]).default("data"),
  sourceDiskSize: z.number().int().positive().default(40),
  /** The machine the disk was attached to when the snapshot was taken. */
  instanceId: z.string().default(""),
  content: z.string().default(""),
  snapshotType: z.enum(["user", "auto"]).default("user"),
  encrypted: z.boolean().default(false),
  kmsKeyId: z.string().default(""),
  createdAt: instant,
  modifiedAt: instant.optional(),
  availableAt: instantOrNever,
  finishesAt: instantOrNever,
  failedAt: instant.optional(),
  /** Counted from the creation; absent: kept until deleted. */
  retentionDays: z.number().int().positive().optional(),
  resourceGroupId: z.string().default(""),
  snapshotGroupId: z.string().optional(),
  tags,
  details,
  /** SWAS: when a disk was last rolled back to this snapshot. */
  rolledBackAt: instant.optional(),

  usage: z.enum(["none", "image", "disk", "image_disk"]).default("none"),
  resettable: z.boolean().default(true),
  locked: z.boolean().default(false),
  shared: z.boolean().default(false),
  managedByCloudProduct: z.boolean().default(false),
});
type AnySnapshot = z.infer<typeof snapshotSchema>;
/** Snapshots are found by these: a snapshot that is to have others is put in its place anew. */
type Indexed = "snapshotId" | "service" | "regionId" | "sourceDiskId" | "createdAt" | "retentionDays";
export type Snapshot = Omit<AnySnapshot, Indexed> & Readonly<Pick<AnySnapshot, Indexed>>;

export const snapshotGroupSchema = z.strictObject({
  snapshotGroupId: id,
  regionId,
  name: z.string().default(""),
  description: z.string().default(""),
  /** Empty when the group spans several instances. */
  instanceId: z.string().default(""),
  createdAt: instant,
  resourceGroupId: z.string().default(""),
  tags,
});
export type SnapshotGroup = z.infer<typeof snapshotGroupSchema>;

export const accountSchema = z.strictObject({
  enoughBalance: z.boolean().default(true),
  snapshotServiceOpen: z.boolean().default(true),
});
export type Account = z.infer<typeof accountSchema>;
