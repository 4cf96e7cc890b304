import { z } from "zod";
import { duration, durationUpTo } from "./time";

const wholeNumber = z.number().int().nonnegative();

/** How the simulated cloud behaves where it may behave in more than one way. All can be changed while it runs. */
export const settingsSchema = z.strictObject({
  durations: z.strictObject({
    /** From the request to `accomplished`. */
    snapshot: duration,
    /** From the request until an ESSD's snapshot shows `Available`: at once, says the CreateSnapshot page. */
    available: duration,
    /** From the request until the snapshot, or its group, is in the lists: a cloud's lists may be behind. */
    listing: duration,
    /** From a change of power until it shows in the describes: they may be behind. */
    power: duration,
    reset: duration,
    stop: duration,
    start: duration,
    /** Until a new disk is Available, an attached one In_use and a detached one Available. */
    createDisk: duration,
    attach: duration,
    detach: duration,
    /** How long a command runs on a machine, unless its agent's answer says otherwise. */
    command: duration,
    /** How long a ClientToken is remembered. No document says; 24 h is the usual belief. */
    tokenLifetime: duration,
  }),
  /** How long the cloud thinks before it acts on a call, in the machine's time. */
  latency: durationUpTo(600_000, "10m"),
  /**
   * An optional parameter with an empty value: as if it were not there, or a value like any other. No page says it of
   * all parameters. Those that a page says may be empty (a tag's value, a description that is taken away) always count.
   */
  emptyParameters: z.enum(["absent", "given"]),
  /** Whether a disk's status reads `ReIniting` during a reset, or stays what it was: no source settles it. */
  resetShowsReIniting: z.boolean(),
  /** DeleteSnapshot of an unknown id: its page says both "ignored" and 404 InvalidSnapshotId.NotFound. */
  unknownSnapshotDelete: z.enum(["notFound", "ignored"]),
  /** The page of ResetDisks says that it will be retired: `gone` and `regionNotSupported` answer so. */
  resetDisks: z.enum(["works", "gone", "regionNotSupported"]),
  /** Manual snapshots a disk may have (ECS limits: 256). */
  manualSnapshotsPerDisk: wholeNumber,
  /** Snapshots of one disk that may be in the making at once. */
  concurrentSnapshotsPerDisk: wholeNumber.min(1),
  /** What a snapshot group may hold. Newer texts say 128 disks and 256 TiB, older ones 16 and 32. */
  groups: z.strictObject({ disks: wholeNumber, gib: wholeNumber }),
  /** What a start does while a disk of the machine is being reset: in no document. */
  startDuringReset: z.enum(["refused", "accepted"]),
  ram: z.strictObject({
    /** Actions that the caller may not do, such as `ecs:StopInstance` or `ecs:*`. */
    denied: z.array(
      z.string().regex(/^[a-z-]+:(\w+|\*)$/, 'an action looks like "ecs:StopInstance" or "ecs:*"'),
    ),
    /**
     * Whether a dry run is denied as the call would be. The pages of StartInstance and of the describes say that
     * theirs checks authorisation; those of ResetDisk, ResetDisks, StopInstance(s) and StartInstances do not.
     */
    dryRunsDenied: z.boolean(),
  }),
  gateway: z.strictObject({
    /**
     * A token that is expired, malformed or another key's: the list of common errors has a code for each; ECS was also
     * seen to say `InvalidParameter` with "SecurityToken.Expired" in its text (kubevela/terraform-controller, issue 52).
     */
    tokenCodes: z.enum(["InvalidSecurityToken", "InvalidParameter"]),
    /** Version 3, a body whose hash is not the one that was signed: in no list. */
    foreignBody: z.enum(["SignatureDoesNotMatch", "ContentMD5NotMatched"]),
    /** A body that is too large: an error like others, or a page of the web server before the gateway. */
    largeBody: z.enum(["code", "html"]),
  }),
  ecs: z.strictObject({
    /** A second reset while one runs: the newer page has a code of its own, the older one has not. */
    resetInProgress: z.enum(["InvalidOperation.DiskResetInProgress", "IncorrectDiskStatus"]),
    /** Whether a disk that shows `ReIniting` names its instance. */
    resettingDiskNamesInstance: z.boolean(),
    /** Two codes for a disk that is not there: which of them is for one that was released. */
    missingDisk: z.enum(["byHistory", "swapped"]),
    /** ResetDisk with a failed snapshot: in no page's table. */
    failedSnapshot: z.enum(["OperationDenied", "InvalidSnapshotId.NotReady"]),
    /** ResetDisks with a snapshot that is in no group. */
    ungroupedSnapshot: z.enum(["OperationDenied", "InvalidSnapshotId.NotFound"]),
    /** `OperationStatus` of an item that failed: a word, or its code. */
    failedItem: z.enum(["Failed", "code"]),
    /** A dry run of ResetDisks that does not pass: one error for all, or an item for each disk. */
    resetDisksDryRun: z.enum(["firstError", "perDisk"]),
    /** The code of a group that is not there. */
    missingGroup: z.enum(["InvalidSnapshotGroupId.NotFound", "InvalidSnapshotGroup.NotFound"]),
    /** RetentionDays for a snapshot that is kept for ever. */
    retentionOfKept: z.enum(["refused", "allowed"]),
    /** ModifySnapshotAttribute of a snapshot that is being made. */
    changeUnfinished: z.enum(["refused", "allowed"]),
  }),
  swas: z.strictObject({
    /** Documents write `Accomplished`; Terraform's history shows that the wire says `accomplished`. */
    wordCase: z.enum(["lower", "capitalised"]),
    /** Calls a minute for each action, as older documents have it (10); null: no limit. */
    callsPerMinute: wholeNumber.nullable(),
    snapshotsPerServer: wholeNumber,
    snapshotsPerAccount: wholeNumber,
    /** ListInstances with an unknown id: Terraform saw InternalError where an empty list would be expected. */
    unknownInstanceIsInternalError: z.boolean(),
    /** The code of the snapshot quota is in no document. */
    snapshotQuotaCode: z.string().min(1),
    /** `Resetting` is documented for the reset of a server; whether it shows during ResetDisk is not. */
    serverStatusDuringReset: z.enum(["Stopped", "Resetting"]),
    /** ResetDisk with another disk's snapshot. */
    foreignSnapshot: z.enum(["InvalidSnapshotId.NotFound", "InvalidParameter.Mismatch"]),
    /** ResetDisk with a snapshot that is being made. */
    unfinishedSnapshot: z.enum(["IncorrectDiskStatus.CreatingSnapshot", "InvalidSnapshotId.NotFound"]),
  }),
  ecd: z.strictObject({
    /** `Rebuilding` is documented for a change of the image; whether it shows during ResetSnapshot is not. */
    desktopStatusDuringReset: z.enum(["Stopped", "Rebuilding"]),
    /** Codes that no document has: formed like those of ECS and SWAS, or one that nobody could foresee. */
    undocumentedCodes: z.enum(["likeNeighbours", "unforeseen"]),
    /** The HTTP status of IncorrectDesktopStatus. */
    incorrectStatusHttp: z.literal([403, 400]),
    /** Which data disk CreateSnapshot means where a desktop has several. */
    dataDisk: z.enum(["first", "last"]),
  }),
});

export type Settings = z.infer<typeof settingsSchema>;
/** Settings as JSON has them, all optional: what options, the control API and the command line give. */
export type SettingsInput = PartialDeep<z.input<typeof settingsSchema>>;
type PartialDeep<T> = { [K in keyof T]?: T[K] extends object ? PartialDeep<T[K]> : T[K] };

export const defaultSettings: z.input<typeof settingsSchema> = {
  durations: {
    snapshot: "3s",
    available: "0s",
    listing: "0s",
    power: "0s",
    reset: "3s",
    stop: "2s",
    start: "2s",
    createDisk: "2s",
    attach: "2s",
    detach: "2s",
    command: "1s",
    tokenLifetime: "24h",
  },
  latency: "0ms",
  emptyParameters: "absent",
  resetShowsReIniting: true,
  unknownSnapshotDelete: "notFound",
  resetDisks: "works",
  manualSnapshotsPerDisk: 256,
  concurrentSnapshotsPerDisk: 1,
  groups: { disks: 16, gib: 32_768 },
  startDuringReset: "refused",
  ram: { denied: [], dryRunsDenied: true },
  gateway: {
    tokenCodes: "InvalidSecurityToken",
    foreignBody: "SignatureDoesNotMatch",
    largeBody: "code",
  },
  ecs: {
    resetInProgress: "InvalidOperation.DiskResetInProgress",
    resettingDiskNamesInstance: false,
    missingDisk: "byHistory",
    failedSnapshot: "OperationDenied",
    ungroupedSnapshot: "OperationDenied",
    failedItem: "Failed",
    resetDisksDryRun: "firstError",
    missingGroup: "InvalidSnapshotGroupId.NotFound",
    retentionOfKept: "refused",
    changeUnfinished: "refused",
  },
  swas: {
    wordCase: "lower",
    callsPerMinute: null,
    snapshotsPerServer: 3,
    snapshotsPerAccount: 15,
    unknownInstanceIsInternalError: true,
    snapshotQuotaCode: "QuotaExceed.Snapshot",
    serverStatusDuringReset: "Stopped",
    foreignSnapshot: "InvalidSnapshotId.NotFound",
    unfinishedSnapshot: "IncorrectDiskStatus.CreatingSnapshot",
  },
  ecd: {
    desktopStatusDuringReset: "Stopped",
    undocumentedCodes: "likeNeighbours",
    incorrectStatusHttp: 403,
    dataDisk: "first",
  },
};

/** Throws a ZodError that names the wrong field. */
export function mergeSettings(base: z.input<typeof settingsSchema>, change: unknown): Settings {
  z.record(z.string(), z.unknown()).parse(change);
  const given = change as Record<string, unknown>;
  const groups = ["durations", "groups", "ram", "gateway", "ecs", "swas", "ecd"] as const;
  const nested = groups
    .filter((name) => typeof given[name] === "object")
    .map((name) => [name, { ...base[name], ...(given[name] as object) }]);
  return settingsSchema.parse({ ...base, ...given, ...Object.fromEntries(nested) });
}
